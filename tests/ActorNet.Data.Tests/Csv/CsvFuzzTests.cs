using System.Text;
using ActorNet.Data.Csv;
using ActorNet.Learning;
using ActorNet.Learning.Numerics;
using ActorNet.Learning.Samples;
using ActorNet.Testing;

namespace ActorNet.Data.Tests.Csv;

public sealed class CsvFuzzTests : IDisposable
{
    private const string Pieces = ",;\t\"\"\n\r\r\n# .-+eE019azé\0\uFEFF\uFFFF";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(PredictionTask.Auto)]
    [InlineData(PredictionTask.Classification)]
    [InlineData(PredictionTask.Regression)]
    public void Damaged_table_gives_finite_numbers_or_an_error(PredictionTask task)
    {
        var whole = "a,b,\"c\"\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"{i},{i * 0.25 - 1},{i % 3}\n"));
        var random = new SeededRandom(30, RandomPurpose.Generation, (uint)task);
        var (read, rejected) = (0, 0);
        for (var round = 0; round < 800; round++)
        {
            var path = _folder.Write("mutant.csv", Mutate(whole, random));
            try
            {
                var data = CsvDataset.Load(path, new CsvOptions { Task = task });
                var features = new float[data.Train.Count * data.Train.FeatureCount];
                for (var i = 0; i < data.Train.Count; i++)
                    data.Train.CopyFeatures(i, features.AsSpan(i * data.Train.FeatureCount));
                Assert.All(features, x => Assert.True(float.IsFinite(x)));
                read++;
            }
            catch (InvalidInputException error)
            {
                Assert.Contains(path, error.Message, StringComparison.Ordinal);
                rejected++;
            }
        }

        Assert.True(read > 50 && rejected > 50, $"{read} read, {rejected} rejected: the mutations are too tame or too wild.");
    }

    private static byte[] Mutate(string whole, SeededRandom random)
    {
        var text = new StringBuilder(whole);
        for (var edits = 1 + random.NextInt(3); edits > 0; edits--)
        {
            var at = random.NextInt(text.Length);
            switch (random.NextInt(3))
            {
                case 0:
                    text.Remove(at, Math.Min(1 + random.NextInt(4), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Pieces[random.NextInt(Pieces.Length)]);
                    break;
                default:
                    text[at] = Pieces[random.NextInt(Pieces.Length)];
                    break;
            }
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        if (random.NextInt(20) == 0)
            bytes[random.NextInt(bytes.Length)] = 0xFF;
        return bytes;
    }
}
