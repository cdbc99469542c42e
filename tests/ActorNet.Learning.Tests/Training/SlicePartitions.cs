using ActorNet.Learning.Gradients;
using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Tests.Training;

/// <summary>Partitions of slices into contiguous ranges, none of them empty.</summary>
internal static class SlicePartitions
{
    /// <summary>At most <paramref name="parts"/> ranges; <paramref name="stream"/> selects the boundaries.</summary>
    public static SliceRange[] Split(int sliceCount, int parts, uint stream)
    {
        var random = new SeededRandom(7, RandomPurpose.Generation, stream);
        var cuts = new SortedSet<int> { 0, sliceCount };
        for (var i = 1; i < parts; i++)
            cuts.Add(random.NextInt(sliceCount));
        return [.. cuts.Zip(cuts.Skip(1), (first, end) => new SliceRange(first, end - first))];
    }
}
