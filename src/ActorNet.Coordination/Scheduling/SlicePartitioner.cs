using System.Numerics;
using ActorNet.Learning.Gradients;

namespace ActorNet.Coordination.Scheduling;

/// <summary>
/// Cuts slices into one contiguous range for each worker, in the workers' order. A cut is an array of ends: worker i has the slices from
/// the previous end (or the first slice) up to its own.
/// </summary>
internal static class SlicePartitioner
{
    private const int Halvings = 24;

    /// <summary>An aligned cut may take this multiple of the best one's time.</summary>
    public const double AlignmentTolerance = 1.05;

    /// <summary>Cuts as evenly as whole slices allow. With more workers than slices, some get none.</summary>
    public static void Even(SliceRange range, Span<int> ends)
    {
        for (var i = 0; i < ends.Length; i++)
            ends[i] = range.First + (int)((long)range.Count * (i + 1) / ends.Length);
    }

    /// <summary>
    /// Cuts so that all workers finish at about the same time, each with at least one slice. Falls back to the even cut if no cut is faster
    /// or there are more workers than slices. Of cuts that take about the same time, one at larger tree nodes is chosen, since each node more
    /// is sent as a vector more. <paramref name="sliceCount"/> counts the whole minibatch's slices, which determine the tree
    /// nodes; <paramref name="trial"/> is scratch space as long as <paramref name="ends"/>.
    /// </summary>
    /// <returns>Expected seconds of the slowest worker.</returns>
    public static double Balanced(SliceRange range, int sliceCount, ReadOnlySpan<WorkerTimes> times, Span<int> ends, Span<int> trial)
    {
        Even(range, ends);
        var best = ExpectedSeconds(range, sliceCount, times, ends);
        if (range.Count < times.Length)
            return best;
        var (tooShort, longEnough) = (0.0, best);
        for (var i = 0; i < Halvings; i++)
        {
            var limit = (tooShort + longEnough) / 2;
            if (!TryFill(range, sliceCount, times, limit, trial))
            {
                tooShort = limit;
                continue;
            }

            longEnough = limit;
            var time = ExpectedSeconds(range, sliceCount, times, trial);
            if (time >= best)
                continue;
            best = time;
            trial.CopyTo(ends);
        }

        return Align(range, sliceCount, times, ends, trial, best);
    }

    /// <summary>Moves cuts to multiples of the largest power of two that costs hardly more time than <paramref name="best"/>.</summary>
    /// <returns>Expected seconds of the slowest worker.</returns>
    private static double Align(
        SliceRange range, int sliceCount, ReadOnlySpan<WorkerTimes> times, Span<int> ends, Span<int> trial, double best)
    {
        for (var unit = (int)BitOperations.RoundUpToPowerOf2((uint)(range.Count / times.Length + 1)); unit > 1; unit /= 2)
        {
            for (var i = 0; i < trial.Length - 1; i++)
                trial[i] = (ends[i] + unit / 2) / unit * unit;
            trial[^1] = range.End;
            if (!IsCut(range, trial))
                continue;
            var time = ExpectedSeconds(range, sliceCount, times, trial);
            if (time > AlignmentTolerance * best)
                continue;
            trial.CopyTo(ends);
            return time;
        }

        return best;
    }

    private static bool IsCut(SliceRange range, ReadOnlySpan<int> ends)
    {
        var first = range.First;
        foreach (var end in ends)
        {
            if (end <= first)
                return false;
            first = end;
        }

        return true;
    }

    /// <summary>
    /// Expected seconds of the slowest worker. The times per node were measured with a node or two for each worker; the workers share the
    /// coordinator's network, so more nodes of any of them delay all.
    /// </summary>
    public static double ExpectedSeconds(SliceRange range, int sliceCount, ReadOnlySpan<WorkerTimes> times, ReadOnlySpan<int> ends)
    {
        var (workers, nodes) = (0, 0);
        var first = range.First;
        foreach (var end in ends)
        {
            nodes += NodesIn(first, end, sliceCount);
            workers += end > first ? 1 : 0;
            first = end;
        }

        var (slowest, crowding) = (0.0, (double)(workers + nodes) / (2 * workers));
        first = range.First;
        for (var i = 0; i < ends.Length; i++)
        {
            if (ends[i] > first)
            {
                var crowded = times[i] with { PerNode = times[i].PerNode * crowding };
                slowest = Math.Max(slowest, crowded.Of(ends[i] - first, NodesIn(first, ends[i], sliceCount)));
            }

            first = ends[i];
        }

        return slowest;
    }

    /// <summary>
    /// Number of largest tree nodes that make up the slices from <paramref name="first"/> to <paramref name="end"/> of
    /// <paramref name="sliceCount"/>: those that <see cref="TreeNode.LargestAt"/> enumerates.
    /// </summary>
    public static int NodesIn(int first, int end, int sliceCount)
    {
        var nodes = 0;
        for (var at = first; at < end; nodes++)
        {
            var size = at == 0 ? 1 << TreeNode.Root(sliceCount).Level : at & -at;
            // A node may extend past the last slice.
            while (end < sliceCount && size > end - at)
                size >>= 1;
            at += size;
        }

        return nodes;
    }

    /// <summary>Gives each worker in turn as many slices as fit into <paramref name="limit"/> seconds, at least one.</summary>
    /// <returns>Whether all slices are taken.</returns>
    private static bool TryFill(SliceRange range, int sliceCount, ReadOnlySpan<WorkerTimes> times, double limit, Span<int> ends)
    {
        var first = range.First;
        for (var i = 0; i < times.Length; i++)
        {
            var workersLeft = times.Length - 1 - i;
            var fitting = Math.Clamp((limit - 2 * times[i].PerNode) / times[i].PerSlice, 1, range.End - workersLeft - first);
            var end = first + (int)fitting;
            while (end > first + 1 && times[i].Of(end - first, NodesIn(first, end, sliceCount)) > limit)
                end--;
            ends[i] = first = end;
        }

        return first == range.End;
    }
}
