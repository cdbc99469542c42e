using System.Runtime.InteropServices;
using ActorNet.Coordination.Exchange;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Optimizers;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Scheduling;

/// <summary>
/// Decides which worker computes which slices of a round. Facts go in (a worker joined or was lost, an answer arrived, time passed),
/// assignments come out, for the caller to send; it knows no actors or clocks. Reused for every round. All times count from the start of
/// the run.
/// </summary>
/// <remarks>
/// <para>A worker that still has a request whose answer is no longer needed gets no work until it has answered. Slices without a worker wait
/// for the next free one.</para>
/// <para>Workers that are connected to each other may exchange their gradients (<see cref="ExchangePlanner"/>); the slices of all of them
/// are then missing until the exchange is complete. When one of them is lost or late, the exchange is abandoned, and its slices are assigned
/// again, to be answered without exchange.</para>
/// </remarks>
internal sealed class SliceScheduler(StragglerTimeouts timeout, int? auditEverySteps = null, ExchangePlanner? exchanges = null)
{
    private readonly ExchangeRound _exchange = new();
    private readonly List<int> _group = [];
    private readonly List<int> _teamNumbers = [];

    private readonly RoundAudit _audit = new(auditEverySteps);
    private readonly StragglerDetector _stragglers = new(timeout);
    private readonly PartitionCache _partitions = new();
    private readonly List<WorkerState> _members = [];
    private readonly List<SliceRange> _missing = [];
    private readonly List<SliceRange> _pending = []; // missing slices without a worker
    private readonly List<Assignment> _decided = []; // in the current call
    private List<WorkerState> _team = []; // those that can exchange come first
    private List<WorkerState> _newTeam = [];
    private List<WorkerState> _idle = [];
    private List<WorkerState> _wereIdle = [];
    private long _teamVersion;
    private long _peersVersion;
    private int _groupSize;
    private bool _isAuditDue;
    private ExchangeAttempt? _completed;
    private ExchangeAttempt? _abandoned;
    private int _sliceCount;
    private RoundCounters _counters;

    public RoundId Id { get; private set; }

    /// <summary>The parameters of the current round.</summary>
    public ParameterSnapshot Parameters { get; private set; } = new([]);

    /// <summary>Whether every slice of the current round is answered, audited slices twice.</summary>
    public bool IsComplete => _sliceCount > 0 && _missing.Count == 0 && !_audit.IsOpen;

    public RoundCounters Counters => _counters;

    /// <summary>A worker is ready: it takes part from the next round on, or at once if slices are pending.</summary>
    public Assignment[] AddWorker(int worker, TimeSpan now)
    {
        _members.Add(new WorkerState(worker));
        AssignPendingIfAny(now);
        return TakeDecided();
    }

    /// <summary>
    /// A worker is lost: its slices go to the others. It may still read the parameters of its requests, which are therefore never released.
    /// </summary>
    public Assignment[] RemoveWorker(int worker, TimeSpan now)
    {
        if (Find(worker) is not { } lost)
            return [];
        _members.Remove(lost);
        if (_exchange.Has(worker))
            AbandonExchange();
        foreach (var request in lost.Open)
        {
            if (!IsMissing(request) || _members.Exists(other => other.HasOutstanding(request.Round, request.Slices)))
                continue;
            _pending.Add(request.Slices);
            _counters = _counters with { Reassigned = _counters.Reassigned + 1 };
        }

        AssignPendingIfAny(now);
        CloseAuditIfDone(now);
        return TakeDecided();
    }

    /// <summary>Abandons the current round; answers to its outstanding requests are no longer needed.</summary>
    public void Abandon()
    {
        _sliceCount = 0;
        _missing.Clear();
        AbandonExchange();
        _pending.Clear();
        _audit.Close();
    }

    /// <summary>
    /// The exchange that was completed in the last call; null if none was. If it is audited its sums do not count, but must have the bits of
    /// the answers to its slices, which have been assigned again.
    /// </summary>
    public ExchangeAttempt? TakeCompletedExchange() => Take(ref _completed);

    /// <summary>The exchange that was abandoned in the last call, whose members do not know yet; null if none was.</summary>
    public ExchangeAttempt? TakeAbandonedExchange() => Take(ref _abandoned);

    /// <summary>
    /// Begins a round: assigns a contiguous range to each worker that has no outstanding request. Each request retains
    /// <paramref name="parameters"/> until it is answered.
    /// </summary>
    public Assignment[] Begin(RoundId id, int sliceCount, ParameterSnapshot parameters, TimeSpan now)
    {
        (Id, _sliceCount, Parameters) = (id, sliceCount, parameters);
        _missing.Clear();
        _pending.Clear();
        GatherTeam();
        if (_team.Count == 0)
        {
            _missing.Add(new SliceRange(0, sliceCount));
            _pending.Add(new SliceRange(0, sliceCount));
            return [];
        }

        var isGradient = id.Kind == RoundKind.Gradient;
        var isAudited = isGradient && _audit.BeginStep(_team);
        var ends = _partitions.Ends(isGradient, sliceCount, _team, _teamVersion, _groupSize);
        if (isGradient && exchanges?.TryBegin(_teamNumbers, _groupSize, ends, sliceCount, isAudited) is { } attempt)
            _exchange.Begin(attempt);
        Share(new SliceRange(0, sliceCount), _team, ends, now, _exchange.Attempt);
        // After an exchange the audit begins when its slices are assigned again.
        _isAuditDue = isAudited;
        if (_exchange.Attempt is null)
            BeginAuditIfDue(_team, now);
        return TakeDecided();
    }

    /// <summary>Records an answer; the number of an unknown worker is -1. Compute times are used for gradients only.</summary>
    public (AnswerStatus Status, Assignment[] Assignments) Accept(
        RoundId id, int worker, SliceRange slices, TimeSpan computing, TimeSpan now)
    {
        if (Find(worker) is not { } member || !member.CompleteRequest(id, slices, computing, now))
        {
            _counters = _counters with { Stale = _counters.Stale + 1 };
            return (AnswerStatus.Unrequested, []);
        }

        var isFirst = id == Id && _missing.Remove(slices);
        if (id != Id)
            _counters = _counters with { Stale = _counters.Stale + 1 };
        else if (_audit.IsOpen && slices == _audit.Slices)
            _audit.RecordAnswer();
        else if (!isFirst)
            _counters = _counters with { Duplicate = _counters.Duplicate + 1 };
        AssignPendingIfAny(now);
        CloseAuditIfDone(now);
        return (isFirst ? AnswerStatus.Accepted : AnswerStatus.Redundant, TakeDecided());
    }

    /// <summary>Records that a worker has computed its share of an exchange; its sums go to its peers.</summary>
    public (AnswerStatus Status, Assignment[] Assignments) AcceptShare(
        RoundId id, int worker, SliceRange slices, long exchange, TimeSpan computing, TimeSpan now)
    {
        if (Find(worker) is not { } member || !member.CompleteRequest(id, slices, computing, now, exchange))
        {
            _counters = _counters with { Stale = _counters.Stale + 1 };
            return (AnswerStatus.Unrequested, []);
        }

        var isCurrent = _exchange.IsCurrent(exchange);
        if (isCurrent)
            _exchange.RecordShare(worker, now);
        else
            _counters = _counters with { Stale = _counters.Stale + 1 };
        CompleteExchangeIfDone();
        AssignPendingIfAny(now);
        return (isCurrent ? AnswerStatus.Accepted : AnswerStatus.Redundant, TakeDecided());
    }

    /// <summary>Records that a worker has delivered the sums of its shard.</summary>
    public Assignment[] AcceptShard(int worker, long exchange, TimeSpan now)
    {
        if (!_exchange.IsCurrent(exchange))
            return [];
        _exchange.RecordShard(worker, now);
        CompleteExchangeIfDone();
        AssignPendingIfAny(now);
        return TakeDecided();
    }

    /// <summary>
    /// Records that a worker cannot complete an exchange, lacking something of <paramref name="missingPeers"/>: a link is broken, or the
    /// exchange was abandoned.
    /// </summary>
    public Assignment[] FailExchange(int worker, long exchange, ReadOnlySpan<int> missingPeers, TimeSpan now)
    {
        Find(worker)?.CancelRequest(exchange, now);
        foreach (var peer in missingPeers)
            if (_exchange.IsLinkAtFault(worker, peer, exchange))
                exchanges?.Peers.RecordLost(worker, peer, now);
        if (_exchange.IsCurrent(exchange))
            AbandonExchange();
        AssignPendingIfAny(now);
        return TakeDecided();
    }

    public bool IsOutstanding(RoundId round, SliceRange slices) => _members.Exists(member => member.HasOutstanding(round, slices));

    /// <summary>
    /// Finds stragglers: assigns their slices to idle workers too, or returns them, to be dropped, with the time each was waited for. To be
    /// called every few milliseconds.
    /// </summary>
    public (Assignment[] Assignments, IReadOnlyList<(int Worker, TimeSpan Waited)> TimedOut) CheckDeadlines(TimeSpan now)
    {
        List<(int, TimeSpan)>? timedOut = null;
        var isExchangeLate = false;
        if (_stragglers.CheckForPause(now, _members))
            _exchange.RestartTimer(now);
        for (var i = 0; i < _members.Count; i++)
        {
            var member = _members[i];
            if (!_stragglers.IsLate(member, now))
                continue;
            if (_stragglers.IsTimedOut(member, now))
                (timedOut ??= []).Add((member.Number, now - member.BusySince));
            else if (!_exchange.AwaitsShareOf(member.Number))
                Speculate(member, now);
            else
                isExchangeLate |= now - member.BusySince > timeout.BeforeAbandon(member.Expected());
        }

        if (isExchangeLate || (_exchange.Adding(now) is var (waited, expected) && waited > timeout.BeforeAbandon(expected)))
        {
            _exchange.RecordLate(now);
            AbandonExchange();
        }

        if (_pending.Count > 0)
            AssignPending(now);
        CloseAuditIfDone(now);
        return (TakeDecided(), timedOut ?? (IReadOnlyList<(int, TimeSpan)>)[]);
    }

    /// <summary>Assigns a straggler's slices to idle workers too, unless a worker that is not late already has them.</summary>
    private void Speculate(WorkerState late, TimeSpan now)
    {
        foreach (var request in late.Open)
        {
            if (!IsMissing(request)
                || _members.Exists(other => other.HasOutstanding(request.Round, request.Slices) && !_stragglers.IsLate(other, now)))
                continue;
            var idle = _members.Where(member => member.IsIdle)
                .MinBy(member => member.Speed.Expected(Id.Kind, request.Slices.Count, request.Nodes) ?? TimeSpan.MaxValue);
            if (idle is null)
                return;
            Ask(idle, request.Slices, now, isRedundant: true);
            _counters = _counters with { Speculated = _counters.Speculated + 1 };
        }
    }

    private void CompleteExchangeIfDone()
    {
        if (!_exchange.IsComplete)
            return;
        var attempt = _exchange.Attempt!;
        _exchange.End();
        exchanges!.RecordSuccess(attempt);
        _counters = _counters with { Exchanged = _counters.Exchanged + 1 };
        _completed = attempt;
        if (attempt.Hashes is null)
            _missing.Remove(attempt.Plan.Slices);
        else
            _pending.Add(attempt.Plan.Slices);
    }

    private void BeginAuditIfDue(List<WorkerState> team, TimeSpan now)
    {
        if (!_isAuditDue || team.Count < 2 || _audit.Begin(team) is not { } auditor)
            return;
        _isAuditDue = false;
        Ask(auditor, _audit.Slices, now, isRedundant: true);
        _counters = _counters with { Audited = _counters.Audited + 1 };
    }

    private void AbandonExchange()
    {
        if (_exchange.Attempt is not { } attempt)
            return;
        _exchange.End();
        exchanges!.RecordFailure();
        _abandoned = attempt;
        _pending.Add(attempt.Plan.Slices);
        _counters = _counters with { Abandoned = _counters.Abandoned + 1 };
    }

    private void CloseAuditIfDone(TimeSpan now)
    {
        if (_audit.IsOpen && !IsAuditOutstanding(now))
            _audit.Close();
    }

    private bool IsAuditOutstanding(TimeSpan now) =>
        _members.Exists(member => member.HasOutstanding(Id, _audit.Slices) && !_stragglers.IsLate(member, now));

    /// <summary>Collects the idle workers, and gives the team a new version if it differs from the last.</summary>
    private void GatherTeam()
    {
        (_idle, _wereIdle) = (_wereIdle, _idle);
        _idle.Clear();
        foreach (var member in _members)
            if (member.IsIdle)
                _idle.Add(member);
        var peersVersion = exchanges?.Peers.Version ?? 0;
        if (_peersVersion == peersVersion && CollectionsMarshal.AsSpan(_idle).SequenceEqual(CollectionsMarshal.AsSpan(_wereIdle)))
            return;
        _peersVersion = peersVersion;
        FormTeam();
    }

    private void FormTeam()
    {
        if (exchanges is { IsEnabled: true })
            exchanges.Peers.PickGroup(_idle.ConvertAll(member => member.Number), _group);
        _newTeam.Clear();
        _newTeam.AddRange(_idle.Where(member => _group.Contains(member.Number)));
        var groupSize = _newTeam.Count;
        _newTeam.AddRange(_idle.Where(member => !_group.Contains(member.Number)));
        if (groupSize == _groupSize && _newTeam.SequenceEqual(_team))
            return;
        (_team, _newTeam, _groupSize) = (_newTeam, _team, groupSize);
        _teamNumbers.Clear();
        _teamNumbers.AddRange(_team.Select(member => member.Number));
        _teamVersion++;
    }

    /// <summary>
    /// Apart from <see cref="AssignPending"/>, whose closure would be allocated for every answer. After an exchange its members become free
    /// one after another: the slices wait for all, or for the next check of deadlines.
    /// </summary>
    private void AssignPendingIfAny(TimeSpan now)
    {
        if (_pending.Count > 0)
            AssignPendingUnlessExchanging(now);
    }

    private void AssignPendingUnlessExchanging(TimeSpan now)
    {
        if (!_members.Exists(member => member.IsInExchange && !_stragglers.IsLate(member, now)))
            AssignPending(now);
    }

    /// <summary>Assigns pending slices to all workers that are not late and have only requests that are still needed.</summary>
    private void AssignPending(TimeSpan now)
    {
        var available = _members.Where(member => member.Open.All(IsMissing) && !_stragglers.IsLate(member, now)).ToList();
        if (available.Count == 0)
            return;
        foreach (var slices in _pending)
        {
            _missing.Remove(slices);
            Share(slices, available, _partitions.Ends(Id.Kind == RoundKind.Gradient, slices, _sliceCount, available), now);
        }

        _pending.Clear();
        BeginAuditIfDue(available, now);
    }

    /// <summary>Assigns slices. Those of an exchange's members come first, and are missing together.</summary>
    private void Share(
        SliceRange slices, List<WorkerState> members, ReadOnlySpan<int> ends, TimeSpan now, ExchangeAttempt? exchange = null)
    {
        if (exchange is not null)
            _missing.Add(exchange.Plan.Slices);
        var first = slices.First;
        for (var i = 0; i < members.Count; i++)
        {
            if (ends[i] == first)
                continue;
            var share = new SliceRange(first, ends[i] - first);
            var isExchanged = share.End <= exchange?.Plan.Slices.End;
            if (!isExchanged)
                _missing.Add(share);
            Ask(members[i], share, now, exchange: isExchanged ? exchange : null);
            first = ends[i];
        }
    }

    private void Ask(
        WorkerState member, SliceRange slices, TimeSpan now, bool isRedundant = false, ExchangeAttempt? exchange = null)
    {
        var nodes = exchange is null ? SlicePartitioner.NodesIn(slices.First, slices.End, _sliceCount) : 0;
        member.AddRequest(new WorkerState.Request(Id, slices, nodes, Parameters.Retain(), exchange?.Number ?? 0), now);
        _decided.Add(new Assignment(member.Number, slices, isRedundant) { Exchange = exchange });
    }

    private static ExchangeAttempt? Take(ref ExchangeAttempt? attempt)
    {
        (var taken, attempt) = (attempt, null);
        return taken;
    }

    private Assignment[] TakeDecided()
    {
        if (_decided.Count == 0)
            return [];
        var decided = _decided.ToArray();
        _decided.Clear();
        return decided;
    }

    private bool IsMissing(WorkerState.Request request) =>
        request.Exchange == 0 && request.Round == Id && _missing.Contains(request.Slices);

    private WorkerState? Find(int worker)
    {
        foreach (var member in _members)
            if (member.Number == worker)
                return member;
        return null;
    }
}
