using System.Runtime.InteropServices;
using ActorNet.Learning.Gradients;

namespace ActorNet.Coordination.Scheduling;

/// <summary>
/// The current partition for each size of round. It is reviewed when the team changes and then at growing intervals, and replaced only by
/// one that is clearly faster: noise moves no cut, and most rounds only look up the table.
/// </summary>
internal sealed class PartitionCache
{
    /// <summary>Fraction of a round's expected time that a new partition must save.</summary>
    private const double MinGain = 0.1;
    private const int FirstReview = 4;
    private const int RareReview = 64;

    private readonly List<Cut> _cuts = [];
    private readonly List<WorkerTimes> _times = [];
    private int[] _ends = [];
    private int[] _trial = [];

    private sealed class Cut(bool isGradient, int sliceCount)
    {
        public bool IsGradient { get; } = isGradient;
        public int SliceCount { get; } = sliceCount;
        public long TeamVersion { get; set; } = -1;
        public int[] Ends { get; set; } = [];
        public int RoundsToReview { get; set; }
        public int RoundsBetween { get; set; }
    }

    /// <summary>
    /// Each worker's end in a whole round; see <see cref="SlicePartitioner"/>. Valid until the next call. The team has at least one worker
    /// and a new version whenever it differs. Only gradient rounds transfer tree nodes. The first <paramref name="groupSize"/> workers
    /// exchange their gradients: what one of them waits for is what all wait for, so they count as equally fast in this.
    /// </summary>
    public ReadOnlySpan<int> Ends(bool isGradient, int sliceCount, List<WorkerState> team, long teamVersion, int groupSize)
    {
        var cut = Find(isGradient, sliceCount);
        if (cut.TeamVersion != teamVersion)
        {
            (cut.TeamVersion, cut.RoundsToReview, cut.RoundsBetween) = (teamVersion, 0, FirstReview);
            cut.Ends = new int[team.Count];
            SlicePartitioner.Even(new SliceRange(0, sliceCount), cut.Ends);
        }

        if (team.Count > 1 && --cut.RoundsToReview < 0)
        {
            Review(cut, team, groupSize);
            cut.RoundsToReview = cut.RoundsBetween;
            cut.RoundsBetween = Math.Min(2 * cut.RoundsBetween, RareReview);
        }

        return cut.Ends;
    }

    /// <summary>Each worker's end in part of a round; not cached. Valid until the next call.</summary>
    public ReadOnlySpan<int> Ends(bool isGradient, SliceRange part, int sliceCount, List<WorkerState> team)
    {
        CollectTimes(isGradient, team, groupSize: 0);
        SlicePartitioner.Balanced(part, sliceCount, CollectionsMarshal.AsSpan(_times), _ends, _trial);
        return _ends;
    }

    private Cut Find(bool isGradient, int sliceCount)
    {
        foreach (var cut in _cuts)
            if (cut.IsGradient == isGradient && cut.SliceCount == sliceCount)
                return cut;
        _cuts.Add(new Cut(isGradient, sliceCount));
        return _cuts[^1];
    }

    private void Review(Cut cut, List<WorkerState> team, int groupSize)
    {
        CollectTimes(cut.IsGradient, team, groupSize);
        var range = new SliceRange(0, cut.SliceCount);
        var times = CollectionsMarshal.AsSpan(_times);
        var now = SlicePartitioner.ExpectedSeconds(range, cut.SliceCount, times, cut.Ends);
        if (SlicePartitioner.Balanced(range, cut.SliceCount, times, _ends, _trial) < (1 - MinGain) * now)
            _ends.CopyTo(cut.Ends, 0);
    }

    /// <summary>A worker without timing history counts as an average one.</summary>
    private void CollectTimes(bool isGradient, List<WorkerState> team, int groupSize)
    {
        var (known, perNode, perSlice) = (0, 0.0, 0.0);
        for (var i = 0; i < team.Count; i++)
        {
            if (team[i].Speed.Gradient is not { } times)
                continue;
            known++;
            perNode += times.PerNode;
            perSlice += times.PerSlice;
        }

        var average = known > 0 ? new WorkerTimes(perNode / known, perSlice / known) : new WorkerTimes(0, 1);
        _times.Clear();
        for (var i = 0; i < team.Count; i++)
        {
            var times = team[i].Speed.Gradient ?? average;
            if (i < groupSize)
                times = times with { PerNode = average.PerNode };
            _times.Add(isGradient ? times : times with { PerNode = 0 });
        }

        if (_ends.Length != team.Count)
            (_ends, _trial) = (new int[team.Count], new int[team.Count]);
    }
}
