using ActorNet.Learning;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Actors.Standby;

/// <summary>
/// A coordinator's copy of the run: the run directory it goes on with when it is its turn. The active coordinator's is the original, and told by
/// its recorder what is in it; the others' take what is newer than they have from whoever has it, or, where they share its files on a common volume, only
/// hear of it. Safe for use by any thread.
/// </summary>
public sealed class RunReplica : IDisposable
{
    private static readonly TimeSpan BetweenClaims = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Lock _taking = new();
    private readonly TrainingSpec _spec;
    private readonly MinibatchPlan _plan;
    private readonly Func<RunDescription, RunDirectory> _create;
    private readonly int _keptCheckpoints;
    private IDisposable? _claim; // null where the files are shared, and once a recorder has it
    private bool _isTurn;
    private string? _copyId;
    private HeldCheckpoint? _newest;
    private int _metricsOf; // the incarnation whose metrics these are, as far as they go
    private int _incarnation;
    private RunSummary? _outcome;
    private RunFailure? _failure;

    /// <summary>The copy of a run that is not known yet.</summary>
    /// <param name="spec">What is trained; all coordinators of a run train the same.</param>
    /// <param name="dataset">Its data.</param>
    /// <param name="create">Creates the directory once the run is known.</param>
    /// <param name="keptCheckpoints">How many of the newest checkpoints are kept.</param>
    public RunReplica(
        TrainingSpec spec, Dataset dataset, Func<RunDescription, RunDirectory> create, int keptCheckpoints = CheckpointFolder.UsualKept)
    {
        (_spec, _create, _keptCheckpoints) = (spec, create, keptCheckpoints);
        _plan = new MinibatchPlan(spec, dataset.Train.Count);
        Training = RunDescription.TrainingHash(spec, dataset.Sha256);
    }

    /// <summary>Where the copy is; null while the run is not known.</summary>
    public RunDirectory? Directory { get; private set; }

    /// <summary>What decides the run's weights, as a hash.</summary>
    internal string Training { get; }

    /// <summary>Begins with a directory that exists, of a run that is not over. Where it is claimed, by a coordinator that shares it, it is only read.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="description">What its run.json is to say, where epochs are added.</param>
    /// <param name="newest">The state in it.</param>
    public void Open(RunDirectory directory, RunDescription description, TrainingState? newest)
    {
        lock (_gate)
        {
            _claim = directory.TryLock();
            if (_claim is not null)
                directory.Reopen(description, newest?.Step ?? 0);
            Keep(directory);
            Note(newest);
        }
    }

    /// <summary>
    /// It is this coordinator's turn to write: claims the directory, which one that shared it and was lost or cut off may still have, and looks at what is in
    /// it. A checkpoint that was damaged since does not count.
    /// </summary>
    /// <param name="patience">How long to wait for the claim.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidInputException">Another process has it to the end.</exception>
    public void Claim(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        lock (_gate)
            _isTurn = true;
        var started = time.GetTimestamp();
        while (!TryClaim(isLast: time.GetElapsedTime(started) >= patience))
            cancellationToken.WaitHandle.WaitOne(BetweenClaims);

        lock (_taking)
        {
            var newest = Directory?.Checkpoints.ReadNewest(out _);
            lock (_gate)
            {
                _newest = null;
                Note(newest);
            }
        }
    }

    /// <summary>Gives the claim to the directory away, to a recorder; null where there is none.</summary>
    public IDisposable? GiveClaim()
    {
        lock (_gate)
        {
            var claim = _claim;
            _claim = null;
            return claim;
        }
    }

    /// <summary>The directory is that of the run which begins, here or elsewhere; whoever writes to it claims it.</summary>
    public void Begin(RunDirectory directory)
    {
        lock (_gate)
            Keep(directory);
    }

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
            _outcome = outcome.StopReason == "interrupted" ? null : outcome;
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
    internal RunHolding Holding
    {
        get
        {
            lock (_gate)
            {
                var metrics = Directory is { } run ? new FileInfo(run.MetricsPath) : null;
                return new RunHolding(
                    Directory?.Description, _incarnation, _newest, metrics is { Exists: true } ? metrics.Length : 0, _outcome, _failure)
                {
                    CopyId = _copyId,
                };
            }
        }
    }

    /// <summary>The run's name; empty while it is not known.</summary>
    internal string RunId => Directory?.Description.RunId ?? "";

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
            return _incarnation = _incarnation == 0 ? Coordinator.Incarnations.First : Coordinator.Incarnations.AfterTakeover(_incarnation);
    }

    /// <summary>Takes from another coordinator what it has and this one has not.</summary>
    /// <param name="theirs">What it has.</param>
    /// <param name="source">The way to its files.</param>
    /// <returns>Whether something was taken.</returns>
    /// <exception cref="InvalidInputException">What it has is of another run, or damaged.</exception>
    /// <exception cref="Transport.LinkClosedException">It is gone.</exception>
    /// <exception cref="IOException">This machine's disk is full or fails.</exception>
    internal bool Take(RunHolding theirs, IRunSource source)
    {
        lock (_taking)
        {
            if (theirs.Run is not { } run || (theirs.Newest is null && run.RunId != Directory?.Description.RunId && Directory is not null))
                return false;
            var directory = DirectoryFor(run);
            if (theirs.CopyId == _copyId)
                return Share(directory, theirs);
            lock (_gate)
                _claim ??= directory.Lock();
            var isNewer = theirs.Newest is { } offered && offered.IsNewerThan(_newest);
            if (isNewer)
            {
                TakeMetrics(directory, theirs, source);
                var step = theirs.Newest!.Step;
                var state = directory.Checkpoints.Adopt(
                    step, stream => source.Copy(directory.NameOf(directory.Checkpoints.PathOf(step)), 0, stream), _keptCheckpoints);
                CheckpointWritten(state);
            }

            lock (_gate)
            {
                _incarnation = Math.Max(_incarnation, theirs.Incarnation);
                _failure ??= theirs.Failure;
            }

            if (Outcome is not null || theirs.Outcome is not { } outcome)
                return isNewer || theirs.Failure is not null;
            TakeOutcome(directory, outcome);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => GiveClaim()?.Dispose();

    private bool TryClaim(bool isLast)
    {
        lock (_gate)
        {
            if (_claim is null && Directory is { } directory)
                _claim = isLast ? directory.Lock() : directory.TryLock();
            return _claim is not null || Directory is null;
        }
    }

    private void Keep(RunDirectory directory) => (Directory, _copyId) = (directory, directory.CopyId());

    /// <summary>Their files are these: whoever's turn it is writes them, and nothing is to be copied.</summary>
    /// <returns>Whether the run's end is news.</returns>
    private bool Share(RunDirectory directory, RunHolding theirs)
    {
        lock (_gate)
        {
            if (!_isTurn)
                GiveClaim()?.Dispose();
            if (theirs.Newest is { } newest && newest.IsNewerThan(_newest))
                _newest = newest;
            _incarnation = Math.Max(_incarnation, theirs.Incarnation);
            var isEnd = _outcome is null && _failure is null && (theirs.Outcome ?? (object?)theirs.Failure) is not null;
            _failure ??= theirs.Failure;
            if (theirs.Outcome is not null)
                _outcome ??= directory.ReadSummary();
            return isEnd;
        }
    }

    private RunDirectory DirectoryFor(RunDescription run)
    {
        if (RunDescription.TrainingHash(run.Spec, run.Dataset.Sha256) != Training)
            throw new InvalidInputException($"Another coordinator has run '{run.RunId}', which trains with other options or other data than this one.");
        if (Directory is { } mine)
        {
            if (mine.Description.RunId == run.RunId)
                return mine;
            if (_newest is not null || _claim is null)
                throw new InvalidInputException($"The other coordinators train run '{run.RunId}', but '{mine.Path}' has run '{mine.Description.RunId}'; give another --out.");
            // It was begun here, and lost before anybody heard of it: nothing is in it.
            mine.Reopen(run with { Dataset = mine.Description.Dataset }, 0);
            File.Delete(mine.MetricsPath);
            return mine;
        }

        var created = _create(run);
        Begin(created);
        return created;
    }

    /// <summary>Metrics grow until the run goes back or somebody takes over, which changes the incarnation: then they are taken anew.</summary>
    private void TakeMetrics(RunDirectory directory, RunHolding theirs, IRunSource source)
    {
        var name = directory.NameOf(directory.MetricsPath);
        var mine = new FileInfo(directory.MetricsPath);
        if (_metricsOf != theirs.Newest!.Incarnation || !mine.Exists || mine.Length > theirs.MetricsBytes)
        {
            directory.WriteMetrics(stream => source.Copy(name, 0, stream));
        }
        else
        {
            using var file = new FileStream(directory.MetricsPath, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
            source.Copy(name, mine.Length, file);
        }

        _metricsOf = theirs.Newest.Incarnation;
    }

    private void TakeOutcome(RunDirectory directory, RunSummary outcome)
    {
        var last = directory.Checkpoints.ReadNewest(out _);
        var parameters = last?.Best?.Parameters ?? last?.Parameters;
        if (parameters is null || WeightsHash.Of(parameters) != outcome.WeightsSha256)
            throw new InvalidInputException(
                $"Run '{outcome.RunId}' is over, but the newest checkpoint that was copied is not of its final weights.");
        directory.WriteModel(parameters);
        directory.WriteSummary(outcome);
        Complete(outcome);
    }

    private void Note(TrainingState? newest)
    {
        if (newest is null)
            return;
        _newest = new HeldCheckpoint(newest.Incarnation, newest.Step);
        _incarnation = Math.Max(_incarnation, newest.Incarnation);
    }
}
