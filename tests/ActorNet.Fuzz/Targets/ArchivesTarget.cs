using System.Buffers.Binary;
using System.Text;
using ActorNet.Fuzz.Inputs;
using ActorNet.Learning;
using ActorNet.Learning.Numerics;
using ActorNet.Learning.Samples;
using ActorNet.Models.Datasets;
using ActorNet.Testing;

namespace ActorNet.Fuzz.Targets;

/// <summary>Damaged data-set archives, without a check of their SHA-256. What is accepted must be a consistent data set.</summary>
internal sealed class ArchivesTarget : FuzzTarget
{
    private static readonly byte[][] Tokens = [.. new[]
    {
        "-1", "0", "1", "4", "null", "2147483647", "[]", "{}", "\"F32\"", "\"U8\"", "\"I32\"", "train.pixels", "test.targets", "1e400",
        "NaN", "\\\"outputs\\\":",
    }.Select(Encoding.UTF8.GetBytes)];

    private readonly byte[] _archive;
    private readonly int _header;

    public ArchivesTarget()
    {
        var small = SmallData.Blobs(train: 20, test: 8);
        using var stream = new MemoryStream();
        new DatasetArchive(small).Write(stream);
        _archive = stream.ToArray();
        _header = sizeof(ulong) + (int)BinaryPrimitives.ReadInt64LittleEndian(_archive);
    }

    public override string Name => "archives";

    public override long MaxBytes(FuzzInput input) => 128 * 1024 + 32L * input.Bytes.Length;

    public override FuzzInput Generate(SeededRandom random)
    {
        var bytes = Mutation.Of(_archive, _header, Tokens, [], random);
        var isForged = random.NextInt(2) == 0 && bytes.Length >= sizeof(ulong);
        if (isForged)
        {
            var header = _header - sizeof(ulong) + bytes.Length - _archive.Length;
            BinaryPrimitives.WriteInt64LittleEndian(bytes, Math.Clamp(header, 0, bytes.Length - sizeof(ulong)));
        }

        return new FuzzInput(bytes, "archive", isForged);
    }

    public override object Read(FuzzInput input)
    {
        using var stream = new MemoryStream(input.Bytes, writable: false);
        return DatasetArchive.Read(stream, "mutant");
    }

    public override bool IsRejection(Exception error) => error is InvalidInputException;

    public override string? Verify(FuzzInput input, object accepted)
    {
        var dataset = (Dataset)accepted;
        foreach (var samples in new[] { dataset.Train, dataset.Test })
        {
            var features = samples.Pixels?.Length ?? samples.Features!.Value.Length;
            ViolationException.ThrowUnless(
                samples.Count > 0 && features == (long)samples.Count * samples.FeatureCount, "samples and features do not fit");
            ViolationException.ThrowUnless(
                samples.Labels is { } labels
                    ? labels.Length == samples.Count && labels.Span.IndexOfAnyExceptInRange(0, samples.OutputCount - 1) < 0
                    : samples.Targets!.Value.Length == (long)samples.Count * samples.OutputCount,
                "samples and targets do not fit");
        }

        ViolationException.ThrowUnless(
            dataset.Scaling.Count == 0 || dataset.Scaling.Count == dataset.Train.FeatureCount, "features and scaling do not fit");
        return "archive";
    }
}
