using System.Text;
using ActorNet.Data.Csv;
using ActorNet.Fuzz.Inputs;
using ActorNet.Learning;
using ActorNet.Learning.Numerics;
using ActorNet.Learning.Samples;

namespace ActorNet.Fuzz.Targets;

/// <summary>Damaged tables. What is accepted must be finite numbers, equally many in each row.</summary>
internal sealed class CsvTarget : FuzzTarget
{
    private static readonly byte[][] Tokens = [.. new[]
    {
        ",", ";", "\t", "\"", "\"\"", "\n", "\r\n", "\n\n", "NaN", "Infinity", "1e400", "-0", "1e-400", "\ufeff", "é", "''", " ",
        "9999999999999999999999",
    }.Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[][] Tables =
    [
        Encoding.UTF8.GetBytes("a,b,species\n" + string.Concat(
            Enumerable.Range(0, 12).Select(i => $"{i}.5,{-i}e-1,\"{(i % 3 == 0 ? "setosa, x" : "virginica")}\"\n"))),
        Encoding.UTF8.GetBytes("x;y\r\n" + string.Concat(Enumerable.Range(0, 10).Select(i => $"{i};{2 * i}\r\n"))),
    ];

    public override string Name => "csv";

    /// <summary>The buffers of 65,536 characters for the delimiter search and for reading, each in bytes and in characters.</summary>
    public override long MaxBytes(FuzzInput input) => 2 * 1024 * 1024 + 256L * input.Bytes.Length;

    public override FuzzInput Generate(SeededRandom random)
    {
        var table = Tables[random.NextInt(Tables.Length)];
        return new FuzzInput(Mutation.Of(table, 40, Tokens, Tables, random), "table");
    }

    public override object Read(FuzzInput input)
    {
        using var stream = new MemoryStream(input.Bytes, writable: false);
        return CsvDataset.Load(stream, "mutant", new CsvOptions());
    }

    public override bool IsRejection(Exception error) => error is InvalidInputException;

    public override string? Verify(FuzzInput input, object accepted)
    {
        var dataset = (Dataset)accepted;
        foreach (var samples in new[] { dataset.Train, dataset.Test })
        {
            ViolationException.ThrowUnless(samples.Count > 0 && samples.FeatureCount > 0, "it has no samples or no features");
            foreach (var value in samples.Features!.Value.Span)
                ViolationException.ThrowUnless(float.IsFinite(value), $"it has the feature {value}");
            if (samples.Targets is { } targets)
                foreach (var value in targets.Span)
                    ViolationException.ThrowUnless(float.IsFinite(value), $"it has the target {value}");
        }

        return dataset.Train.IsClassification ? "classes" : "values";
    }
}
