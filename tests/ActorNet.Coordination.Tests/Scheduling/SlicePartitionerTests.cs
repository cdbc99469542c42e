using ActorNet.Coordination.Scheduling;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Numerics;

namespace ActorNet.Coordination.Tests.Scheduling;

public class SlicePartitionerTests
{
    [Fact]
    public void Nodes_are_those_of_the_tree()
    {
        for (var sliceCount = 1; sliceCount <= 40; sliceCount++)
            for (var first = 0; first < sliceCount; first++)
                for (var end = first + 1; end <= sliceCount; end++)
                {
                    var nodes = 0;
                    for (var at = first; at < end; at = TreeNode.LargestAt(at, end, sliceCount).EndSlice(sliceCount))
                        nodes++;
                    Assert.True(nodes == SlicePartitioner.NodesIn(first, end, sliceCount), $"[{first}, {end}) of {sliceCount} are {nodes} nodes.");
                }
    }

    [Fact]
    public void Equal_workers_get_equal_shares() => Assert.Equal([4, 8], Fast(8, new(1e-4, 1e-3), new(1e-4, 1e-3)));

    [Fact]
    public void Share_is_in_proportion_to_speed() => Assert.Equal([10, 40], Fast(40, new(0, 3), new(0, 1)));

    [Fact]
    public void Costly_vectors_move_the_cut_to_a_boundary_of_the_tree()
    {
        // Evenly, each has two nodes: [0, 4), [4, 5) and [5, 6), [6, 8), [8, 10).
        Assert.Equal([5, 10], Fast(10, new(0.1, 1), new(0.1, 1)));
        Assert.Equal([8, 10], Fast(10, new(5, 1), new(5, 1)));
    }

    [Fact]
    public void Slow_worker_has_one_slice_at_least() => Assert.Equal([1, 16], Fast(16, new(0, 100), new(0, 1)));

    [Fact]
    public void With_more_workers_than_slices_some_have_none()
    {
        Assert.Equal([0, 1, 2], Fast(2, new(0, 1), new(0, 1), new(0, 1)));
        Assert.Equal(2, Fast(2, new(1, 9), new(2, 3), new(3, 1))[^1]);
    }

    /// <summary>For any workers and slices: a cut into non-empty ranges, and no worse than the best there is by more than a slice or two.</summary>
    [Fact]
    public void Any_cut_is_whole_and_hardly_slower_than_the_best_of_all()
    {
        var worst = 1.0;
        for (uint seed = 0; seed < 3000; seed++)
        {
            var random = new SeededRandom(3, RandomPurpose.Generation, seed);
            var costs = new WorkerTimes[1 + random.NextInt(4)];
            foreach (ref var cost in costs.AsSpan())
                cost = new WorkerTimes(random.NextInt(3) * random.NextFloat(), 0.05 + random.NextFloat());
            var sliceCount = costs.Length + random.NextInt(24);
            var first = random.NextInt(sliceCount - costs.Length + 1);
            var range = new SliceRange(first, costs.Length + random.NextInt(sliceCount - first - costs.Length + 1));
            var (ends, trial) = (new int[costs.Length], new int[costs.Length]);
            var time = SlicePartitioner.Balanced(range, sliceCount, costs, ends, trial);

            Assert.Equal(range.End, ends[^1]);
            Assert.All(ends.Zip(ends.Prepend(range.First)), cut => Assert.True(cut.First > cut.Second, $"Seed {seed}: a worker has nothing."));
            Assert.Equal(time, SlicePartitioner.ExpectedSeconds(range, sliceCount, costs, ends));
            SlicePartitioner.Even(range, trial);
            Assert.True(time <= SlicePartitioner.ExpectedSeconds(range, sliceCount, costs, trial), $"Seed {seed}: slower than an even cut.");
            worst = Math.Max(worst, time / Best(range.First, range.End, sliceCount, costs));
        }

        Assert.InRange(worst, 1, 1.8);
    }

    private static int[] Fast(int sliceCount, params WorkerTimes[] costs)
    {
        var ends = new int[costs.Length];
        SlicePartitioner.Balanced(new SliceRange(0, sliceCount), sliceCount, costs, ends, new int[costs.Length]);
        return ends;
    }

    private static double Best(int first, int end, int sliceCount, ReadOnlySpan<WorkerTimes> costs)
    {
        if (costs.Length == 1)
            return costs[0].Of(end - first, SlicePartitioner.NodesIn(first, end, sliceCount));
        var best = double.MaxValue;
        for (var cut = first + 1; cut <= end - costs.Length + 1; cut++)
            best = Math.Min(best, Math.Max(Best(first, cut, sliceCount, costs[..1]), Best(cut, end, sliceCount, costs[1..])));
        return best;
    }
}
