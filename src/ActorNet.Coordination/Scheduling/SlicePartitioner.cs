using ActorNet.Learning.Gradients;

namespace ActorNet.Coordination.Scheduling;

/// <summary>
/// Cuts slices into one contiguous range for each worker, in the workers' order. A cut is an array of ends: worker i has the
/// slices from the end before, or the first slice, up to its own end.
/// </summary>
internal static class SlicePartitioner
{
    private const int Halvings = 24;

    /// <summary>Cuts as evenly as whole slices go. Where there are more workers than slices, some get none.</summary>
    public static void Even(SliceRange range, Span<int> ends)
    {
        for (var i = 0; i < ends.Length; i++)
            ends[i] = range.First + (int)((long)range.Count * (i + 1) / ends.Length);
    }

    /// <summary>
    /// Cuts so that all are done at the same time, as nearly as whole slices go, and each has one slice at least; evenly where nothing
    /// is faster, or where there are more workers than slices.
    /// </summary>
    /// <param name="range">The slices to cut.</param>
    /// <param name="sliceCount">The slices of the whole minibatch, which decide what is a tree node.</param>
    /// <param name="costs">What slices cost each worker.</param>
    /// <param name="ends">Receives the cut.</param>
    /// <param name="trial">Room for another.</param>
    /// <returns>The seconds that the slowest worker is expected to need.</returns>
    public static double Balanced(SliceRange range, int sliceCount, ReadOnlySpan<WorkerTimes> costs, Span<int> ends, Span<int> trial)
    {
        Even(range, ends);
        var best = ExpectedSeconds(range, sliceCount, costs, ends);
        if (range.Count < costs.Length)
            return best;
        var (tooShort, longEnough) = (0.0, best);
        for (var i = 0; i < Halvings; i++)
        {
            var limit = (tooShort + longEnough) / 2;
            if (!TryFill(range, sliceCount, costs, limit, trial))
            {
                tooShort = limit;
                continue;
            }

            longEnough = limit;
            var time = ExpectedSeconds(range, sliceCount, costs, trial);
            if (time >= best)
                continue;
            best = time;
            trial.CopyTo(ends);
        }

        return best;
    }

    /// <summary>The seconds that the slowest worker is expected to need.</summary>
    public static double ExpectedSeconds(SliceRange range, int sliceCount, ReadOnlySpan<WorkerTimes> costs, ReadOnlySpan<int> ends)
    {
        var slowest = 0.0;
        var first = range.First;
        for (var i = 0; i < ends.Length; i++)
        {
            if (ends[i] > first)
                slowest = Math.Max(slowest, costs[i].Of(ends[i] - first, NodesIn(first, ends[i], sliceCount)));
            first = ends[i];
        }

        return slowest;
    }

    /// <summary>
    /// How many of the tree's largest nodes make up the slices from <paramref name="first"/> to <paramref name="end"/>, of
    /// <paramref name="sliceCount"/>: what <see cref="TreeNode.LargestAt"/> walks through.
    /// </summary>
    public static int NodesIn(int first, int end, int sliceCount)
    {
        var nodes = 0;
        for (var at = first; at < end; nodes++)
        {
            var size = at == 0 ? 1 << TreeNode.Root(sliceCount).Level : at & -at;
            // Behind the last slice a node may cover places where there are none.
            while (end < sliceCount && size > end - at)
                size >>= 1;
            at += size;
        }

        return nodes;
    }

    /// <summary>Lets one worker after the other take as much as it can do in <paramref name="limit"/> seconds, but one slice at least.</summary>
    /// <returns>Whether all slices are taken.</returns>
    private static bool TryFill(SliceRange range, int sliceCount, ReadOnlySpan<WorkerTimes> costs, double limit, Span<int> ends)
    {
        var first = range.First;
        for (var i = 0; i < costs.Length; i++)
        {
            var workersBehind = costs.Length - 1 - i;
            var fitting = Math.Clamp((limit - 2 * costs[i].PerNode) / costs[i].PerSlice, 1, range.End - workersBehind - first);
            var end = first + (int)fitting;
            while (end > first + 1 && costs[i].Of(end - first, NodesIn(first, end, sliceCount)) > limit)
                end--;
            ends[i] = first = end;
        }

        return first == range.End;
    }
}
