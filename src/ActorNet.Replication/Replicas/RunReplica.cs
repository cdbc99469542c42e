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
/// A coordinator's copy of the run: the run directory it goes on with when it is its turn. The active coordinator's is the original, and told by
/// its recorder what is in it; the others' take what is newer than they have from whoever has it, or, where they share its files on a common volume, only
/// hear of it. Safe for use by any thread.
/// </summary>
internal sealed class RunReplica : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Lock _taking = new();
    private readonly TrainingSpec _spec;
    private readonly MinibatchPlan _plan;
    private readonly Func<RunDescription, RunDirectory> _create;
    private readonly Func<RunDirectory?> _find;
    private readonly int _keptCheckpoints;
    private ReplicaFiles? _files; // null while the run is not known
    private CheckpointVersion? _newest;
    private int _incarnation;
    private RunSummary? _outcome;
    private RunFailure? _failure;

    /// <summary>The copy of a run that is not known yet.</summary>
    /// <param name="spec">What is trained; all coordinators of a run train the same.</param>
    /// <param name="dataset">Its data.</param>
    /// <param name="create">Creates the directory once the run is known, or opens it where another coordinator has created it.</param>
    /// <param name="find">Opens the directory where there is one meanwhile; null where there is none.</param>
    /// <param name="keptCheckpoints">How many of the newest checkpoints are kept.</param>
    public RunReplica(
        TrainingSpec spec, Dataset dataset, Func<RunDescription, RunDirectory> create, Func<RunDirectory?> find,
        int keptCheckpoints = CheckpointFolder.DefaultKept)
    {
        (_spec, _create, _find, _keptCheckpoints) = (spec, create, find, keptCheckpoints);
        _plan = new MinibatchPlan(spec, dataset.Train.Count);
        Training = RunDescription.TrainingHash(spec, dataset.Sha256);
    }

    /// <summary>Where the copy is; null while the run is not known.</summary>
    public RunDirectory? Directory => _files?.Directory;

    /// <summary>What its run.json says, or is to say where epochs are added; null while the run is not known.</summary>
    public RunDescription? Description => _files?.Description;

    /// <summary>What decides the run's weights, as a hash.</summary>
    internal string Training { get; }

    /// <summary>Begins with a directory that exists, of a run that is not over. Nothing is written yet.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="description">What its run.json is to say, where epochs are added.</param>
    /// <param name="newest">The state in it.</param>
    public void Open(RunDirectory directory, RunDescription description, TrainingState? newest)
    {
        var files = new ReplicaFiles(directory, description);
        lock (_gate)
        {
            _files = files;
            Note(newest);
        }
    }

    /// <summary>The directory is that of the run which begins here.</summary>
    public void Begin(RunDirectory directory) => Open(directory, directory.Description, newest: null);

    /// <summary>
    /// It is this coordinator's turn: claims the directory, if there is one, and looks at what is in it. A checkpoint that was damaged since does not count.
    /// </summary>
    /// <returns>False where another process still has it: one that shared it, and was lost or cut off.</returns>
    /// <exception cref="InvalidInputException">There is another run in it.</exception>
    public bool TryClaim()
    {
        lock (_taking)
        {
            if (_files is null && _find() is { } found)
            {
                Open(found, WithEpochs(found.Description), newest: null);
                // Whoever began it trained with the first.
                _incarnation = Incarnations.First;
            }

            if (_files is not { } files)
                return true;
            if (!files.TryClaim())
                return false;
            var newest = files.Directory.Checkpoints.ReadNewest(out _);
            var outcome = files.Directory.ReadSummary();
            lock (_gate)
            {
                _newest = null;
                Note(newest);
                _outcome ??= outcome is not null && IsOver(outcome) ? outcome : null;
            }

            return true;
        }
    }

    /// <summary>Gives the claim to the directory away, to a recorder; null where there is none.</summary>
    public IDisposable? GiveClaim() => _files?.GiveClaim();

    /// <summary>Takes note of a checkpoint that was written to the directory.</summary>
    public void CheckpointWritten(TrainingState state)
    {
        lock (_gate)
            Note(state);
    }

    /// <summary>Takes note that the run is over: its outcome is in the directory.</summary>
    public void Complete(RunSummary outcome)
    {
        lock (_gate)
            _outcome = IsOver(outcome) ? outcome : null;
    }

    /// <summary>Takes note that the run cannot have an outcome, whoever goes on with it.</summary>
    public void Fail(RunFailure failure)
    {
        lock (_gate)
            _failure = failure;
    }

    /// <summary>How the run ended; null where it is not over, as far as is known here.</summary>
    public RunSummary? Outcome
    {
        get
        {
            lock (_gate)
                return _outcome;
        }
    }

    /// <summary>Why the run can have no outcome; null where it may.</summary>
    internal RunFailure? Failure
    {
        get
        {
            lock (_gate)
                return _failure;
        }
    }

    /// <summary>What there is.</summary>
    internal ReplicaState Holding
    {
        get
        {
            lock (_gate)
            {
                return new ReplicaState(Description, _incarnation, _newest, _files?.MetricsBytes ?? 0, _outcome, _failure) { CopyId = _files?.CopyId };
            }
        }
    }

    /// <summary>The run's name; empty while it is not known.</summary>
    internal string RunId => Description?.RunId ?? "";

    /// <summary>How the run stands, as far as is known here.</summary>
    internal RunStatus Status
    {
        get
        {
            lock (_gate)
            {
                var step = _newest?.Step ?? 0;
                return new RunStatus(
                    RunId, RunStatus.StandingBy, _spec.Network.Widths.ToString(), _plan.EpochOf(Math.Min(step, _plan.TotalSteps - 1)), _spec.Epochs, step,
                    _plan.TotalSteps, null, 0, [], new StatusCounters(0, 0, 0, 0));
            }
        }
    }

    /// <summary>The fencing number for a coordinator that takes the run over now; it is known here from then on.</summary>
    internal int TakeOver()
    {
        lock (_gate)
            return _incarnation = _incarnation == 0 ? Incarnations.First : Incarnations.AfterTakeover(_incarnation);
    }

    /// <summary>Takes from another coordinator what it has and this one has not.</summary>
    /// <param name="theirs">What it has.</param>
    /// <param name="source">The way to its files.</param>
    /// <returns>Whether something was taken.</returns>
    /// <exception cref="InvalidInputException">What it has is of another run, or damaged.</exception>
    /// <exception cref="LinkClosedException">It is gone.</exception>
    /// <exception cref="IOException">This machine's disk is full or fails.</exception>
    internal bool Take(ReplicaState theirs, IRunSource source)
    {
        lock (_taking)
        {
            if (theirs.Run is not { } run || (theirs.Newest is null && run.RunId != Description?.RunId && _files is not null))
                return false;
            var files = FilesFor(run);
            if (theirs.CopyId == files.CopyId)
                return Share(files, theirs);
            var isNewer = theirs.Newest is { } offered && offered.IsNewerThan(_newest);
            if (isNewer)
            {
                files.ClaimForCopies(_newest?.Step ?? 0);
                files.TakeMetrics(theirs, source);
                var checkpoints = files.Directory.Checkpoints;
                var step = theirs.Newest!.Step;
                CheckpointWritten(checkpoints.Adopt(
                    step, stream => source.Copy(files.Directory.NameOf(checkpoints.PathOf(step)), 0, stream), _keptCheckpoints));
            }

            NoteEnd(theirs, outcome: null);
            if (Outcome is not null || theirs.Outcome is not { } outcome)
                return isNewer || theirs.Failure is not null;
            files.ClaimForCopies(_newest?.Step ?? 0);
            TakeOutcome(files.Directory, outcome);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => GiveClaim()?.Dispose();

    /// <summary>Their files are these: whoever's turn it is writes them, and nothing is to be copied.</summary>
    /// <returns>Whether the run's end is news.</returns>
    /// <exception cref="InvalidInputException">They are not: somebody has copied the folder.</exception>
    private bool Share(ReplicaFiles files, ReplicaState theirs)
    {
        if (theirs.Newest is { } newest && newest.IsNewerThan(_newest))
        {
            // The run may have gone on meanwhile, and that one been removed.
            if (!(files.Directory.Checkpoints.NewestStep() >= newest.Step))
                throw InvalidInputException.Of(
                    $"'{files.Directory.Path}'",
                    $"lacks the checkpoint of step {newest.Step}, although it carries the identity of the other coordinators' folder",
                    advice: "remove copy.id from a folder that was copied");
            lock (_gate)
                _newest = newest;
        }

        return NoteEnd(theirs, theirs.Outcome);
    }

    /// <returns>Whether an end is news.</returns>
    private bool NoteEnd(ReplicaState theirs, RunSummary? outcome)
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

    private ReplicaFiles FilesFor(RunDescription run)
    {
        CheckTraining(run, "Another coordinator has");
        if (_files is { } mine)
        {
            if (mine.Description.RunId == run.RunId)
                return mine;
            if (_newest is not null)
                throw InvalidInputException.Of(
                    $"'{mine.Directory.Path}'", $"has run '{mine.Description.RunId}', but the other coordinators train run '{run.RunId}'",
                    advice: "give another folder for the run");
            // It was begun here, and lost before anybody heard of it: nothing is in it.
            mine.Rename(run);
            return mine;
        }

        var directory = _create(run);
        Open(directory, WithEpochs(directory.Description), newest: null);
        return _files!;
    }

    private void CheckTraining(RunDescription run, string who)
    {
        if (RunDescription.TrainingHash(run.Spec with { Epochs = _spec.Epochs }, run.Dataset.Sha256) != Training)
            throw InvalidInputException.Of(
                who, $"run '{run.RunId}', which trains with other options or other data than this one",
                advice: "give all coordinators of a run the same");
    }

    private void TakeOutcome(RunDirectory directory, RunSummary outcome)
    {
        var last = directory.Checkpoints.ReadNewest(out _);
        var parameters = last?.Best?.Parameters ?? last?.Parameters;
        if (parameters is null || WeightsHash.Of(parameters) != outcome.WeightsSha256)
            throw InvalidInputException.Of($"Run '{outcome.RunId}'", "is complete, but the newest copied checkpoint does not have its final weights");
        directory.WriteModel(parameters);
        directory.WriteSummary(outcome);
        Complete(outcome);
    }

    /// <summary>A run with as many epochs as are wanted now.</summary>
    private RunDescription WithEpochs(RunDescription run)
    {
        CheckTraining(run, "The folder has");
        return run with { Spec = run.Spec with { Epochs = _spec.Epochs } };
    }

    /// <summary>Whether an outcome is that of the whole run, whose epochs may have grown since.</summary>
    private bool IsOver(RunSummary outcome) =>
        outcome.StopReason != StopReason.Interrupted && (outcome.StopReason != StopReason.AllEpochsDone || outcome.Steps >= _plan.TotalSteps);

    private void Note(TrainingState? newest)
    {
        // A run that begins with given weights has them as the state of step 0: nothing has been done yet.
        if (newest is not { Step: > 0 })
            return;
        _newest = new CheckpointVersion(newest.Incarnation, newest.Step);
        _incarnation = Math.Max(_incarnation, newest.Incarnation);
    }
}
