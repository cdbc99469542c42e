using ActorNet.Learning.Numerics;
using ActorNet.Learning.Samples;

namespace ActorNet.Cli.Bench.Measured;

/// <summary>
/// Images that need no file: random pixels, four of five of them 0 as in MNIST, and random labels. Nothing can be learned
/// from them, and since their zeros are scattered fewer products can be left out than with real ones.
/// </summary>
internal static class SyntheticImages
{
    private const int Bytes = 1 << 26;
    private const int MaxSamples = 60_000;

    /// <summary>As many training images as MNIST has, or as 64 MiB hold, and a single test image.</summary>
    public static Dataset Create(int pixels, int classes, bool isBrief)
    {
        var count = Math.Clamp(Bytes / (isBrief ? 8 : 1) / pixels, 1, MaxSamples);
        return new Dataset("synthetic", "", Images(count, pixels, classes, 0), Images(1, pixels, classes, 1));
    }

    private static SampleSet Images(int count, int pixels, int classes, uint stream)
    {
        var random = new SeededRandom(1, RandomPurpose.Generation, stream);
        var images = new byte[count * pixels];
        for (var i = 0; i < images.Length; i++)
        {
            var bits = random.NextBits() >> 32;
            images[i] = bits % 5 == 0 ? (byte)(bits >> 8) : (byte)0;
        }

        var labels = new int[count];
        foreach (ref var label in labels.AsSpan())
            label = random.NextInt(classes);
        return SampleSet.FromImages(images, pixels, labels, classes);
    }
}
