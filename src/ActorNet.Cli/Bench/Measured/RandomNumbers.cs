using ActorNet.Learning.Numerics;

namespace ActorNet.Cli.Bench.Measured;

/// <summary>Something to compute with, the same in every run.</summary>
internal static class RandomNumbers
{
    /// <summary>Fills <paramref name="target"/> with numbers in [-1, 1) from stream <paramref name="stream"/>.</summary>
    public static void Fill(Span<float> target, uint stream)
    {
        var random = new SeededRandom(1, RandomPurpose.Generation, stream);
        foreach (ref var element in target)
            element = random.NextSymmetricFloat();
    }
}
