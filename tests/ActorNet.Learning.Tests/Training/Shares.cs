using ActorNet.Learning.Gradients;
using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Tests.Training;

/// <summary>Ways to share out slices: contiguous ranges, none of them empty.</summary>
internal static class Shares
{
    /// <summary>At most <paramref name="parts"/> ranges, cut at places that <paramref name="stream"/> decides.</summary>
    public static SliceRange[] Cut(int sliceCount, int parts, uint stream)
    {
        var random = new SeededRandom(7, RandomPurpose.Generation, stream);
        var cuts = new SortedSet<int> { 0, sliceCount };
        for (var i = 1; i < parts; i++)
            cuts.Add(random.NextInt(sliceCount));
        return [.. cuts.Zip(cuts.Skip(1), (first, end) => new SliceRange(first, end - first))];
    }
}
