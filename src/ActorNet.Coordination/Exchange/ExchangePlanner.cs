using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;

namespace ActorNet.Coordination.Exchange;

/// <summary>
/// Decides which workers exchange their gradients in a step, and makes the attempts. After a failure it pauses for a growing number of
/// steps, in which all workers answer the coordinator themselves.
/// </summary>
internal sealed class ExchangePlanner(NetworkSpec network, Topology topology)
{
    /// <summary>
    /// The numbers that an exchange must spare the coordinator in either direction if the topology may be chosen: it takes two more messages
    /// one after another, and more processor time (docs/performance.md).
    /// </summary>
    private const long MinSavedNumbers = 1_000_000;

    /// <summary>The number of parameters below which workers are not even connected to each other.</summary>
    private const int MinParameters = 64 * 1024;

    private const int MaxPause = 256;

    private readonly ParameterLayout _layout = ParameterLayout.Of(network);
    private readonly List<ExchangePlan> _plans = []; // newest first: an epoch's last minibatch may be smaller than the others
    private readonly List<ExchangeMember> _members = [];
    private PartialGradient? _spare;
    private long _number;
    private int _failures;
    private int _pause;

    public PeerGraph Peers { get; } = new();

    public bool IsEnabled { get; } = topology == Topology.Sharded
        || (topology == Topology.Auto && network.ParameterCount >= MinParameters);

    /// <summary>
    /// Starts an exchange among the first <paramref name="groupSize"/> workers of a team. <paramref name="ends"/> are the ends of their
    /// shares, which begin at slice 0.
    /// </summary>
    /// <returns>Null if at most one of them has a share, if it would not pay, or after a failure.</returns>
    public ExchangeAttempt? TryBegin(
        IReadOnlyList<int> team, int groupSize, ReadOnlySpan<int> ends, int sliceCount, bool isAudited)
    {
        if (groupSize < 2 || --_pause > 0)
            return null;
        if (topology == Topology.Auto && (groupSize - 1L) * _layout.ParameterCount < MinSavedNumbers)
            return null;
        _members.Clear();
        var first = 0;
        for (var i = 0; i < groupSize; i++)
        {
            if (ends[i] > first)
                _members.Add(new ExchangeMember(team[i], new SliceRange(first, ends[i] - first)));
            first = ends[i];
        }

        if (_members.Count < 2)
            return null;
        var plan = PlanOf(sliceCount);
        var sums = _spare ?? new PartialGradient(_layout.ParameterCount);
        _spare = null;
        sums.Begin(plan.Slices, sliceCount);
        return new ExchangeAttempt(++_number, plan, sums) { Hashes = isAudited ? new PartHashes(plan.Members.Length) : null };
    }

    /// <summary>The exchange was completed: the next one overwrites its sums.</summary>
    public void RecordSuccess(ExchangeAttempt attempt) => (_spare, _failures, _pause) = (attempt.Sums, 0, 0);

    /// <summary>The exchange was given up.</summary>
    public void RecordFailure()
    {
        _failures++;
        _pause = Math.Min(1 << Math.Min(_failures, 16), MaxPause);
    }

    private ExchangePlan PlanOf(int sliceCount)
    {
        const int kept = 4;
        var members = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_members);
        foreach (var known in _plans)
            if (known.IsOf(sliceCount, members))
                return known;
        if (_plans.Count == kept)
            _plans.RemoveAt(kept - 1);
        _plans.Insert(0, new ExchangePlan(_layout, sliceCount, [.. _members]));
        return _plans[0];
    }
}
