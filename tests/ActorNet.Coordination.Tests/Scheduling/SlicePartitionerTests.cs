using ActorNet.Coordination.Scheduling;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Numerics;

namespace ActorNet.Coordination.Tests.Scheduling;

public class SlicePartitionerTests
{
    [Fact]
    public void Node_count_matches_the_tree()
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
    public void Equal_workers_get_equal_shares() => Assert.Equal([4, 8], Balanced(8, new(1e-4, 1e-3), new(1e-4, 1e-3)));

    [Fact]
    public void Share_is_in_proportion_to_speed() => Assert.Equal([10, 40], Balanced(40, new(0, 3), new(0, 1)));

    [Fact]
    public void Slow_transfers_move_the_cut_to_a_tree_boundary()
    {
        // In an even cut each worker has two nodes: [0, 4), [4, 5) and [5, 6), [6, 8), [8, 10).
        Assert.Equal([5, 10], Balanced(10, new(0.1, 1), new(0.1, 1)));
        Assert.Equal([8, 10], Balanced(10, new(5, 1), new(5, 1)));
    }

    [Fact]
    public void Cuts_that_take_about_the_same_time_end_at_large_nodes()
    {
        Assert.Equal([64, 128, 192, 256], Balanced(256, new(0, 1.04), new(0, 1), new(0, 0.99), new(0, 1.01)));
        Assert.Equal([88, 168, 256], Balanced(256, new(0, 1), new(0, 1), new(0, 1)));
    }

    [Fact]
    public void Slow_worker_gets_at_least_one_slice() => Assert.Equal([1, 16], Balanced(16, new(0, 100), new(0, 1)));

    [Fact]
    public void With_more_workers_than_slices_some_get_none()
    {
        Assert.Equal([0, 1, 2], Balanced(2, new(0, 1), new(0, 1), new(0, 1)));
        Assert.Equal(2, Balanced(2, new(1, 9), new(2, 3), new(3, 1))[^1]);
    }

    /// <summary>For any workers and slices: non-empty ranges, at most a slice or two slower than the best possible cut.</summary>
    [Fact]
    public void Any_cut_covers_all_slices_and_is_close_to_the_best()
    {
        var worst = 1.0;
        for (uint seed = 0; seed < 3000; seed++)
        {
            var random = new SeededRandom(3, RandomPurpose.Generation, seed);
            var times = new WorkerTimes[1 + random.NextInt(4)];
            foreach (ref var worker in times.AsSpan())
                worker = new WorkerTimes(random.NextInt(3) * random.NextFloat(), 0.05 + random.NextFloat());
            var sliceCount = times.Length + random.NextInt(24);
            var first = random.NextInt(sliceCount - times.Length + 1);
            var range = new SliceRange(first, times.Length + random.NextInt(sliceCount - first - times.Length + 1));
            var (ends, trial) = (new int[times.Length], new int[times.Length]);
            var time = SlicePartitioner.Balanced(range, sliceCount, times, ends, trial);

            Assert.Equal(range.End, ends[^1]);
            Assert.All(ends.Zip(ends.Prepend(range.First)), cut => Assert.True(cut.First > cut.Second, $"Seed {seed}: a worker has nothing."));
            Assert.Equal(time, SlicePartitioner.ExpectedSeconds(range, sliceCount, times, ends));
            SlicePartitioner.Even(range, trial);
            var even = SlicePartitioner.ExpectedSeconds(range, sliceCount, times, trial);
            Assert.True(time <= SlicePartitioner.AlignmentTolerance * even, $"Seed {seed}: slower than an even cut.");
            worst = Math.Max(worst, time / Best(range, sliceCount, times, new int[times.Length], worker: 0));
        }

        Assert.InRange(worst, 1, 1.8);
    }

    private static int[] Balanced(int sliceCount, params WorkerTimes[] times)
    {
        var ends = new int[times.Length];
        SlicePartitioner.Balanced(new SliceRange(0, sliceCount), sliceCount, times, ends, new int[times.Length]);
        return ends;
    }

    /// <summary>The time of the best of all cuts, of which the ends before that of <paramref name="worker"/> are given.</summary>
    private static double Best(SliceRange range, int sliceCount, ReadOnlySpan<WorkerTimes> times, int[] ends, int worker)
    {
        if (worker == times.Length - 1)
        {
            ends[worker] = range.End;
            return SlicePartitioner.ExpectedSeconds(range, sliceCount, times, ends);
        }

        var best = double.MaxValue;
        var first = worker == 0 ? range.First : ends[worker - 1];
        for (var end = first + 1; end <= range.End - (times.Length - 1 - worker); end++)
        {
            ends[worker] = end;
            best = Math.Min(best, Best(range, sliceCount, times, ends, worker + 1));
        }

        return best;
    }
}
