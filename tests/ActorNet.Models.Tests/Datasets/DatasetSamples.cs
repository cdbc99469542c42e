using ActorNet.Learning.Numerics;
using ActorNet.Learning.Samples;
using ActorNet.Models.Datasets;

namespace ActorNet.Models.Tests.Datasets;

/// <summary>A tiny data set of each kind.</summary>
internal static class DatasetSamples
{
    public const int Features = 6;
    public const int Outputs = 3;

    public static TheoryData<string> Kinds { get; } = ["images", "classes", "values"];

    public static Dataset Of(string kind)
    {
        var dataset = new Dataset(kind, new string('b', 64), Samples(kind, 20, 0), Samples(kind, 7, 1)) { Notice = "A notice \u00e9\"." };
        return kind switch
        {
            "images" => dataset with { ImageSize = (2, 3) },
            "classes" => dataset with
            {
                Scaling = [.. Enumerable.Range(0, Features).Select(i => new FeatureScaling($"column {i}", i / 3.0, 0.1 + i))],
                ClassNames = ["setosa", "versicolor", "virginica"],
            },
            _ => dataset,
        };
    }

    public static byte[] BytesOf(Dataset dataset)
    {
        using var stream = new MemoryStream();
        new DatasetArchive(dataset).Write(stream);
        return stream.ToArray();
    }

    private static SampleSet Samples(string kind, int count, uint index)
    {
        var random = new SeededRandom(7, RandomPurpose.Generation, index);
        byte[] pixels = [.. Enumerable.Range(0, count * Features).Select(_ => (byte)random.NextInt(256))];
        float[] features = [.. Enumerable.Range(0, count * Features).Select(_ => random.NextSymmetricFloat())];
        float[] targets = [.. Enumerable.Range(0, count * Outputs).Select(_ => random.NextSymmetricFloat())];
        int[] labels = [.. Enumerable.Range(0, count).Select(_ => random.NextInt(Outputs))];
        return kind switch
        {
            "images" => SampleSet.FromImages(pixels, Features, labels, Outputs),
            "classes" => SampleSet.FromClasses(features, Features, labels, Outputs),
            _ => SampleSet.FromValues(features, Features, targets, Outputs),
        };
    }
}
