using ActorNet.Coordination.Training;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Replication.Replicas;

/// <summary>
/// How far a run is, as known to one coordinator: the newest checkpoint in its directory, the greatest fencing number, and the end of the
/// run. Thread-safe.
/// </summary>
internal sealed class ReplicaProgress(MinibatchPlan plan)
{
    private readonly Lock _gate = new();
    private volatile CheckpointVersion? _newest;
    private int _incarnation;
    private volatile RunSummary? _outcome;
    private volatile RunFailure? _failure;

    /// <summary>The state to send to other coordinators.</summary>
    /// <param name="files">The files of the run; null if the run is not known.</param>
    public ReplicaState StateOf(ReplicaFiles? files)
    {
        lock (_gate)
        {
            return new ReplicaState(files?.Description, _incarnation, _newest, files?.MetricsBytes ?? 0, _outcome, _failure)
            {
                CopyId = files?.CopyId,
            };
        }
    }

    public CheckpointVersion? Newest => _newest;

    public RunSummary? Outcome => _outcome;

    public RunFailure? Failure => _failure;

    public void RecordCheckpoint(TrainingState? newest)
    {
        lock (_gate)
            RecordNewest(newest);
    }

    /// <summary>Records a checkpoint that another coordinator wrote to a shared directory.</summary>
    public void RecordShared(CheckpointVersion newest)
    {
        lock (_gate)
            _newest = newest;
    }

    /// <summary>Replaces the newest checkpoint by what the directory has now, and adds its outcome.</summary>
    public void Reload(TrainingState? newest, RunSummary? outcome)
    {
        lock (_gate)
        {
            _newest = null;
            RecordNewest(newest);
            _outcome ??= outcome is not null && IsOver(outcome) ? outcome : null;
        }
    }

    /// <summary>For a run that another coordinator started: its first incarnation was used.</summary>
    public void RecordStarted()
    {
        lock (_gate)
            _incarnation = Incarnations.First;
    }

    public void RecordOutcome(RunSummary outcome)
    {
        lock (_gate)
            _outcome = IsOver(outcome) ? outcome : null;
    }

    public void RecordFailure(RunFailure failure)
    {
        lock (_gate)
            _failure = failure;
    }

    /// <summary>Records another coordinator's fencing number and what it knows of the end; returns true if the end is news.</summary>
    public bool RecordEnd(ReplicaState theirs, RunSummary? outcome)
    {
        lock (_gate)
        {
            var isNews = _outcome is null && _failure is null && (outcome ?? (object?)theirs.Failure) is not null;
            _incarnation = Math.Max(_incarnation, theirs.Incarnation);
            _failure ??= theirs.Failure;
            _outcome ??= outcome;
            return isNews;
        }
    }

    /// <summary>Returns the fencing number of a takeover by this coordinator, and records it.</summary>
    public int TakeOver()
    {
        lock (_gate)
            return _incarnation = _incarnation == 0 ? Incarnations.First : Incarnations.AfterTakeover(_incarnation);
    }

    /// <summary>Whether the outcome is that of the whole run; epochs may have been added since.</summary>
    private bool IsOver(RunSummary outcome) =>
        outcome.StopReason != StopReason.Interrupted
        && (outcome.StopReason != StopReason.AllEpochsDone || outcome.Steps >= plan.TotalSteps);

    private void RecordNewest(TrainingState? newest)
    {
        // Initial weights given by the user are the state of step 0, which is no progress.
        if (newest is not { Step: > 0 })
            return;
        _newest = new CheckpointVersion(newest.Incarnation, newest.Step);
        _incarnation = Math.Max(_incarnation, newest.Incarnation);
    }
}
