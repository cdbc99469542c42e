using System.Runtime.InteropServices;
using ActorNet.Learning.Gradients;

namespace ActorNet.Coordination.Scheduling;

/// <summary>
/// The cuts in use, one for each size of round. They are looked at again when the team has changed and then ever more seldom, and
/// replaced only by what is clearly faster: noise moves no cut, and a round costs a look into the table.
/// </summary>
internal sealed class PartitionCache
{
    /// <summary>A new cut must be expected to save this part of a round's time.</summary>
    private const double MinGain = 0.1;
    private const int FirstReview = 4;
    private const int RareReview = 64;

    private readonly List<Cut> _cuts = [];
    private readonly List<WorkerTimes> _costs = [];
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

    /// <summary>The ends of each worker's share of a round; see <see cref="SlicePartitioner"/>. Valid until the next call.</summary>
    /// <param name="isGradient">Whether it is a gradient: only then is a share sent as tree nodes.</param>
    /// <param name="sliceCount">Slices in the round.</param>
    /// <param name="team">Who takes part, at least one.</param>
    /// <param name="teamVersion">Another number when the team is another.</param>
    public ReadOnlySpan<int> Ends(bool isGradient, int sliceCount, IReadOnlyList<WorkerState> team, long teamVersion)
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
            Review(cut, team);
            cut.RoundsToReview = cut.RoundsBetween;
            cut.RoundsBetween = Math.Min(2 * cut.RoundsBetween, RareReview);
        }

        return cut.Ends;
    }

    /// <summary>The ends of each worker's share of a part of a round, for once. Valid until the next call.</summary>
    public ReadOnlySpan<int> Ends(bool isGradient, SliceRange part, int sliceCount, IReadOnlyList<WorkerState> team)
    {
        CollectTimes(isGradient, team);
        SlicePartitioner.Balanced(part, sliceCount, CollectionsMarshal.AsSpan(_costs), _ends, _trial);
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

    private void Review(Cut cut, IReadOnlyList<WorkerState> team)
    {
        CollectTimes(cut.IsGradient, team);
        var range = new SliceRange(0, cut.SliceCount);
        var costs = CollectionsMarshal.AsSpan(_costs);
        var now = SlicePartitioner.ExpectedSeconds(range, cut.SliceCount, costs, cut.Ends);
        if (SlicePartitioner.Balanced(range, cut.SliceCount, costs, _ends, _trial) < (1 - MinGain) * now)
            _ends.CopyTo(cut.Ends, 0);
    }

    /// <summary>What slices cost each: who is not known yet is taken for an average one.</summary>
    private void CollectTimes(bool isGradient, IReadOnlyList<WorkerState> team)
    {
        var (known, perNode, perSlice) = (0, 0.0, 0.0);
        for (var i = 0; i < team.Count; i++)
        {
            if (team[i].Speed.Gradient is not { } cost)
                continue;
            known++;
            perNode += cost.PerNode;
            perSlice += cost.PerSlice;
        }

        var average = known > 0 ? new WorkerTimes(perNode / known, perSlice / known) : new WorkerTimes(0, 1);
        _costs.Clear();
        for (var i = 0; i < team.Count; i++)
        {
            var cost = team[i].Speed.Gradient ?? average;
            _costs.Add(isGradient ? cost : cost with { PerNode = 0 });
        }

        if (_ends.Length != team.Count)
            (_ends, _trial) = (new int[team.Count], new int[team.Count]);
    }
}
