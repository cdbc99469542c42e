using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;

namespace ActorNet.Replication.Replicas;

/// <summary>
/// A coordinator's replica of the run: the directory from which it resumes the run after a takeover. The active coordinator has the
/// original, updated by its recorder. The others copy newer state from any peer or, if they share the directory on a common volume, only
/// track it. Thread-safe.
/// </summary>
internal sealed class RunReplica : IDisposable
{
    private readonly Lock _pullLock = new();
    private readonly TrainingSpec _spec;
    private readonly MinibatchPlan _plan;
    private readonly Func<RunDescription, RunDirectory> _create;
    private readonly Func<RunDirectory?> _find;
    private readonly int _keptCheckpoints;
    private readonly ReplicaProgress _progress;
    private volatile ReplicaFiles? _files; // null while the run is not known

    /// <summary>
    /// A replica of a run that is not known yet. <paramref name="create"/> creates the directory once it is, or opens it if another
    /// coordinator has created it; <paramref name="find"/> opens the directory if it exists by now.
    /// </summary>
    public RunReplica(
        TrainingSpec spec, Dataset dataset, Func<RunDescription, RunDirectory> create, Func<RunDirectory?> find,
        int keptCheckpoints = CheckpointFolder.DefaultKept)
    {
        (_spec, _create, _find, _keptCheckpoints) = (spec, create, find, keptCheckpoints);
        _plan = new MinibatchPlan(spec, dataset.Train.Count);
        _progress = new ReplicaProgress(_plan);
        Training = RunDescription.TrainingHash(spec, dataset.Sha256);
    }

    /// <summary>Null while the run is not known.</summary>
    public RunDirectory? Directory => _files?.Directory;

    /// <summary>The content of run.json, or its new content if epochs are added; null while the run is not known.</summary>
    public RunDescription? Description => _files?.Description;

    /// <summary>The hash of what determines the run's weights.</summary>
    internal string Training { get; }

    /// <summary>
    /// Starts with the existing directory of a run that is not over. Writes nothing yet; <paramref name="description"/> is the new content
    /// of run.json if epochs are added.
    /// </summary>
    public void Open(RunDirectory directory, RunDescription description, TrainingState? newest)
    {
        var files = new ReplicaFiles(directory, description);
        _progress.RecordCheckpoint(newest);
        _files = files;
    }

    public void Begin(RunDirectory directory) => Open(directory, directory.Description, newest: null);

    /// <summary>
    /// Claims the directory, if there is one, before this coordinator becomes active, and reads its newest state. Checkpoints that were
    /// damaged since are ignored.
    /// </summary>
    /// <returns>False if another process holds the claim: one that shares the directory and was lost or cut off.</returns>
    /// <exception cref="InvalidInputException">The directory contains another run.</exception>
    public bool TryClaim()
    {
        lock (_pullLock)
        {
            if (_files is null && _find() is { } found)
            {
                Open(found, WithEpochs(found.Description), newest: null);
                _progress.RecordStarted();
            }

            if (_files is not { } files)
                return true;
            if (!files.TryClaim())
                return false;
            _progress.Reload(files.Directory.Checkpoints.ReadNewest(out _), files.Directory.ReadSummary());
            return true;
        }
    }

    /// <summary>Transfers ownership of the claim to a recorder; null if there is none.</summary>
    public IDisposable? TransferClaim() => _files?.TransferClaim();

    /// <summary>Records a checkpoint that was written to the directory.</summary>
    public void RecordCheckpoint(TrainingState state) => _progress.RecordCheckpoint(state);

    public void Complete(RunSummary outcome) => _progress.RecordOutcome(outcome);

    /// <summary>Records that no coordinator can complete the run.</summary>
    public void Fail(RunFailure failure) => _progress.RecordFailure(failure);

    /// <summary>The outcome as far as it is known here; null if the run is not over.</summary>
    public RunSummary? Outcome => _progress.Outcome;

    /// <summary>The reason why the run can have no outcome; null if it may.</summary>
    internal RunFailure? Failure => _progress.Failure;

    internal ReplicaState State => _progress.StateOf(_files);

    /// <summary>Empty while the run is not known.</summary>
    internal string RunId => Description?.RunId ?? "";

    internal RunStatus Status
    {
        get
        {
            var step = _progress.Newest?.Step ?? 0;
            return new RunStatus(
                RunId, RunStatus.StandingBy, _spec.Network.Widths.ToString(), _plan.EpochOf(Math.Min(step, _plan.TotalSteps - 1)),
                _spec.Epochs, step, _plan.TotalSteps, null, 0, [], new StatusCounters(0, 0, 0, 0));
        }
    }

    internal int TakeOver() => _progress.TakeOver();

    /// <summary>Copies from another coordinator what is newer there.</summary>
    /// <returns>Whether anything was updated.</returns>
    /// <exception cref="InvalidInputException">Its state belongs to another run, or is damaged.</exception>
    /// <exception cref="LinkClosedException">The coordinator is gone.</exception>
    /// <exception cref="IOException">The local disk is full or fails.</exception>
    internal bool Pull(ReplicaState theirs, IRunFileSource source)
    {
        lock (_pullLock)
        {
            if (theirs.Run is not { } run || (theirs.Newest is null && run.RunId != Description?.RunId && _files is not null))
                return false;
            var files = OpenFor(run);
            if (theirs.CopyId == files.CopyId)
                return PullShared(files, theirs);
            var isNewer = theirs.Newest is { } offered && offered.IsNewerThan(_progress.Newest);
            if (isNewer)
            {
                files.ClaimForCopying(_progress.Newest?.Step ?? 0);
                files.CopyMetrics(theirs, source);
                var checkpoints = files.Directory.Checkpoints;
                var step = theirs.Newest!.Step;
                RecordCheckpoint(checkpoints.Adopt(
                    step, stream => source.Copy(files.Directory.NameOf(checkpoints.PathOf(step)), 0, stream), _keptCheckpoints));
            }

            _progress.RecordEnd(theirs, outcome: null);
            if (Outcome is not null || theirs.Outcome is not { } outcome)
                return isNewer || theirs.Failure is not null;
            files.ClaimForCopying(_progress.Newest?.Step ?? 0);
            AdoptOutcome(files.Directory, outcome);
            return true;
        }
    }

    public void Dispose() => TransferClaim()?.Dispose();

    /// <summary>
    /// Tracks the state of a coordinator that shares the directory: the active one writes the files, and nothing is copied.
    /// </summary>
    /// <returns>Whether the end of the run is news.</returns>
    /// <exception cref="InvalidInputException">The directory is not shared: it was copied by hand.</exception>
    private bool PullShared(ReplicaFiles files, ReplicaState theirs)
    {
        if (theirs.Newest is { } newest && newest.IsNewerThan(_progress.Newest))
        {
            // A newer checkpoint may have replaced it in the meantime.
            if (!(files.Directory.Checkpoints.NewestStep() >= newest.Step))
                throw InvalidInputException.Of(
                    $"'{files.Directory.Path}'",
                    $"lacks the checkpoint of step {newest.Step}, although it carries the identity of the other coordinators' folder",
                    advice: "remove copy.id from a folder that was copied");
            _progress.RecordShared(newest);
        }

        return _progress.RecordEnd(theirs, theirs.Outcome);
    }

    private ReplicaFiles OpenFor(RunDescription run)
    {
        CheckTraining(run, "Another coordinator has");
        if (_files is { } existing)
        {
            if (existing.Description.RunId == run.RunId)
                return existing;
            if (_progress.Newest is not null)
                throw InvalidInputException.Of(
                    $"'{existing.Directory.Path}'",
                    $"has run '{existing.Description.RunId}', but the other coordinators train run '{run.RunId}'",
                    advice: "give another folder for the run");
            // Started here and lost before any peer knew of it, so it has no steps.
            existing.ReplaceRun(run);
            return existing;
        }

        var directory = _create(run);
        Open(directory, WithEpochs(directory.Description), newest: null);
        return _files!;
    }

    private void CheckTraining(RunDescription run, string owner)
    {
        if (RunDescription.TrainingHash(run.Spec with { Epochs = _spec.Epochs }, run.Dataset.Sha256) != Training)
            throw InvalidInputException.Of(
                owner, $"run '{run.RunId}', which trains with other options or other data than this one",
                advice: "give all coordinators of a run the same");
    }

    private void AdoptOutcome(RunDirectory directory, RunSummary outcome)
    {
        var last = directory.Checkpoints.ReadNewest(out _);
        var parameters = last?.Best?.Parameters ?? last?.Parameters;
        if (parameters is null || WeightsHash.Of(parameters) != outcome.WeightsSha256)
            throw InvalidInputException.Of(
                $"Run '{outcome.RunId}'", "is complete, but the newest copied checkpoint does not have its final weights");
        directory.WriteModel(parameters);
        directory.WriteSummary(outcome);
        Complete(outcome);
    }

    /// <summary>The run with the number of epochs that is requested now.</summary>
    private RunDescription WithEpochs(RunDescription run)
    {
        CheckTraining(run, "The folder has");
        return run with { Spec = run.Spec with { Epochs = _spec.Epochs } };
    }
}
