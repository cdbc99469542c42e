using ActorNet.Learning.Gradients;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Scheduling;

/// <summary>
/// Who computes which slices of one round, and what is still missing. Facts go in (a worker is ready or lost, an answer arrived, so
/// much time has passed), assignments come out; it knows no actor, no clock and no number that is computed. Used again for every round.
/// </summary>
/// <remarks>
/// A worker that owes an answer which is of no use any more is behind: it gets no work until it has given that answer. What nobody
/// can be asked for waits for anybody.
/// </remarks>
/// <param name="timeout">How long workers are waited for.</param>
/// <param name="auditEverySteps">How often answers are audited; null for never. See <see cref="RoundAudit"/>.</param>
internal sealed class SliceScheduler(StragglerTimeouts timeout, int? auditEverySteps = null)
{
    private readonly RoundAudit _audit = new(auditEverySteps);
    private readonly StragglerDetector _lateness = new(timeout);
    private readonly PartitionCache _shares = new();
    private readonly List<WorkerState> _members = [];
    private readonly List<SliceRange> _missing = [];
    private readonly List<SliceRange> _waiting = []; // those of the missing that nobody has been asked for
    private readonly List<Assignment> _assignments = [];
    private List<WorkerState> _team = [];
    private List<WorkerState> _free = [];
    private long _teamVersion;
    private int _sliceCount;
    private RoundCounters _counters;

    /// <summary>The round under way.</summary>
    public RoundId Id { get; private set; }

    /// <summary>Whether a round has begun and every slice has been answered, those that are audited twice.</summary>
    public bool IsComplete => _sliceCount > 0 && _missing.Count == 0 && !_audit.IsOpen;

    /// <summary>What is to be asked of whom because of the last fact; to be sent before the next.</summary>
    public IReadOnlyList<Assignment> Assignments => _assignments;

    /// <summary>What went another way than planned.</summary>
    public RoundCounters Counters => _counters;

    /// <summary>The assignments are on their way.</summary>
    public void Sent() => _assignments.Clear();

    /// <summary>A worker is ready: it takes part from the next round on, and at once where slices wait for anybody.</summary>
    public void Join(int worker, TimeSpan now)
    {
        _assignments.Clear();
        _members.Add(new WorkerState(worker));
        GiveWaiting(now);
    }

    /// <summary>A worker is lost, whatever the reason: the others get what it owed.</summary>
    public void Leave(int worker, TimeSpan now)
    {
        _assignments.Clear();
        if (Find(worker) is not { } gone)
            return;
        _members.Remove(gone);
        foreach (var request in gone.Open)
        {
            if (!IsMissing(request) || _members.Exists(other => other.Owes(request.Round, request.Slices)))
                continue;
            _waiting.Add(request.Slices);
            _counters = _counters with { Reassigned = _counters.Reassigned + 1 };
        }

        GiveWaiting(now);
        EndAudit(now);
    }

    /// <summary>Leaves the round under way as it is: whatever is owed for it is of no use any more.</summary>
    public void Abandon()
    {
        _sliceCount = 0;
        _missing.Clear();
        _waiting.Clear();
        _audit.Close();
    }

    /// <summary>Begins a round: shares its slices out over the workers that owe nothing, each a contiguous range.</summary>
    /// <param name="id">The round.</param>
    /// <param name="sliceCount">Slices in it, at least 1.</param>
    /// <param name="now">The time.</param>
    public void Begin(RoundId id, int sliceCount, TimeSpan now)
    {
        (Id, _sliceCount) = (id, sliceCount);
        _assignments.Clear();
        _missing.Clear();
        _waiting.Clear();
        GatherTeam();
        if (_team.Count == 0)
        {
            _missing.Add(new SliceRange(0, sliceCount));
            _waiting.Add(new SliceRange(0, sliceCount));
            return;
        }

        var isGradient = id.Kind == RoundKind.Gradient;
        Share(new SliceRange(0, sliceCount), _team, _shares.Ends(isGradient, sliceCount, _team, _teamVersion), now);
        if (!isGradient || _audit.Begin(_team) is not { } auditor)
            return;
        Ask(auditor, _audit.Slices, now, isRepeated: true);
        _counters = _counters with { Audited = _counters.Audited + 1 };
    }

    /// <summary>An answer has come.</summary>
    /// <param name="id">The round it is for.</param>
    /// <param name="worker">Who gives it; the number of a stranger is -1.</param>
    /// <param name="slices">What it is about.</param>
    /// <param name="computing">The time spent computing it; used for gradients.</param>
    /// <param name="now">The time.</param>
    public AnswerStatus Accept(RoundId id, int worker, SliceRange slices, TimeSpan computing, TimeSpan now)
    {
        _assignments.Clear();
        if (Find(worker) is not { } member || !member.Answer(id, slices, computing, now))
        {
            _counters = _counters with { Stale = _counters.Stale + 1 };
            return AnswerStatus.Unrequested;
        }

        var isFirst = id == Id && _missing.Remove(slices);
        if (id != Id)
            _counters = _counters with { Stale = _counters.Stale + 1 };
        else if (_audit.IsOpen && slices == _audit.Slices)
            _audit.Answered();
        else if (!isFirst)
            _counters = _counters with { Duplicate = _counters.Duplicate + 1 };
        GiveWaiting(now);
        EndAudit(now);
        return isFirst ? AnswerStatus.Accepted : AnswerStatus.Redundant;
    }

    /// <summary>Whether somebody who owes an answer reads the parameters that the round under way is about.</summary>
    public bool IsReadingParameters()
    {
        foreach (var member in _members)
            if (member.ReadsParametersOf(Id))
                return true;
        return false;
    }

    /// <summary>Whether somebody owes an answer about these slices.</summary>
    public bool IsOwed(RoundId round, SliceRange slices) => _members.Exists(member => member.Owes(round, slices));

    /// <summary>
    /// Time has passed: slices of workers that are late are given to idle ones as well. To be called every few milliseconds.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="hung">Receives the workers that are to be given up, and how long each was waited for.</param>
    public void Check(TimeSpan now, List<(int Worker, TimeSpan Waited)> hung)
    {
        _assignments.Clear();
        hung.Clear();
        _lateness.CheckForPause(now, _members);
        for (var i = 0; i < _members.Count; i++)
        {
            var member = _members[i];
            if (!_lateness.IsLate(member, now))
                continue;
            if (_lateness.IsLost(member, now))
                hung.Add((member.Number, now - member.BusySince));
            else
                Speculate(member, now);
        }

        EndAudit(now);
    }

    /// <summary>Gives what a late worker owes to idle ones, unless somebody who is not late has been asked as well.</summary>
    private void Speculate(WorkerState late, TimeSpan now)
    {
        foreach (var request in late.Open)
        {
            if (!IsMissing(request) || _members.Exists(other => other.Owes(request.Round, request.Slices) && !_lateness.IsLate(other, now)))
                continue;
            var idle = _members.Where(member => member.IsIdle)
                .MinBy(member => member.Speed.Expected(Id.Kind, request.Slices.Count, request.Nodes) ?? TimeSpan.MaxValue);
            if (idle is null)
                return;
            Ask(idle, request.Slices, now, isRepeated: true);
            _counters = _counters with { Speculated = _counters.Speculated + 1 };
        }
    }

    private void EndAudit(TimeSpan now)
    {
        if (_audit.IsOpen && !IsAuditAwaited(now))
            _audit.Close();
    }

    private bool IsAuditAwaited(TimeSpan now) => _members.Exists(member => member.Owes(Id, _audit.Slices) && !_lateness.IsLate(member, now));

    /// <summary>Finds out who owes nothing, and whether that is a team other than the last.</summary>
    private void GatherTeam()
    {
        _free.Clear();
        var isSame = true;
        foreach (var member in _members)
        {
            if (!member.IsIdle)
                continue;
            isSame &= _free.Count < _team.Count && ReferenceEquals(_team[_free.Count], member);
            _free.Add(member);
        }

        if (isSame && _free.Count == _team.Count)
            return;
        (_team, _free) = (_free, _team);
        _teamVersion++;
    }

    /// <summary>Gives what waits for anybody to all who are neither behind nor late.</summary>
    private void GiveWaiting(TimeSpan now)
    {
        if (_waiting.Count > 0)
            ShareWaiting(now);
    }

    private void ShareWaiting(TimeSpan now)
    {
        var free = _members.Where(member => member.Open.All(IsMissing) && !_lateness.IsLate(member, now)).ToList();
        if (free.Count == 0)
            return;
        foreach (var slices in _waiting)
        {
            _missing.Remove(slices);
            Share(slices, free, _shares.Ends(Id.Kind == RoundKind.Gradient, slices, _sliceCount, free), now);
        }

        _waiting.Clear();
    }

    private void Share(SliceRange slices, List<WorkerState> members, ReadOnlySpan<int> ends, TimeSpan now)
    {
        var first = slices.First;
        for (var i = 0; i < members.Count; i++)
        {
            if (ends[i] == first)
                continue;
            var share = new SliceRange(first, ends[i] - first);
            _missing.Add(share);
            Ask(members[i], share, now);
            first = ends[i];
        }
    }

    private void Ask(WorkerState member, SliceRange slices, TimeSpan now, bool isRepeated = false)
    {
        member.Ask(new WorkerState.Request(Id, slices, SlicePartitioner.NodesIn(slices.First, slices.End, _sliceCount)), now);
        _assignments.Add(new Assignment(member.Number, slices, isRepeated));
    }

    private bool IsMissing(WorkerState.Request request) => request.Round == Id && _missing.Contains(request.Slices);

    private WorkerState? Find(int worker)
    {
        foreach (var member in _members)
            if (member.Number == worker)
                return member;
        return null;
    }
}
