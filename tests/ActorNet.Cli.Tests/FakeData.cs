using ActorNet.Learning.Numerics;
using ActorNet.Learning.Samples;
using ActorNet.Models.Datasets;

namespace ActorNet.Cli.Tests;

/// <summary>Small data sets in place of the real ones.</summary>
internal static class FakeData
{
    public const string Notice = "The generated digits stand in for MNIST.";

    public static Dataset Digits { get; } = new("digits", new string('d', 64), Images(60, 0), Images(20, 1))
    {
        ImageSize = (28, 28),
        ClassNames = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    };

    public static Dataset Flowers { get; } = new("flowers.csv", new string('f', 64), Classes(40), Classes(10));

    public static Dataset Houses { get; } = new("houses.csv", new string('e', 64), Values(40), Values(10));

    public static Task<Dataset> Load(DatasetRequest request, Action<string> report, CancellationToken cancellationToken) => Task.FromResult(
        request.Dataset switch
        {
            "auto" => Digits with { Notice = Notice },
            "digits" => Digits,
            var path when path.EndsWith("houses.csv", StringComparison.Ordinal) => Houses,
            _ => Flowers,
        });

    private static SampleSet Images(int count, uint stream)
    {
        var random = new SeededRandom(1, RandomPurpose.Generation, stream);
        var pixels = new byte[count * 784];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)random.NextInt(256);
        return SampleSet.FromImages(pixels, 784, [.. Enumerable.Range(0, count).Select(i => i % 10)], 10);
    }

    private static SampleSet Classes(int count) => SampleSet.FromClasses(
        [.. Enumerable.Range(0, count * 4).Select(i => i % 7 - 3f)], 4, [.. Enumerable.Range(0, count).Select(i => i % 3)], 3);

    private static SampleSet Values(int count) => SampleSet.FromValues(
        [.. Enumerable.Range(0, count * 5).Select(i => i % 7 - 3f)], 5, [.. Enumerable.Range(0, count * 2).Select(i => i % 3f)], 2);
}
