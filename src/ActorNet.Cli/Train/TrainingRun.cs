using ActorNet.Cli.Console;
using ActorNet.Cli.Spawning;
using ActorNet.Coordination.Training;
using ActorNet.Models.Recording;
using ActorNet.Replication.Replicas;
using ActorNet.Tracing.Recording;

namespace ActorNet.Cli.Train;

/// <summary>Trains a prepared run, shows and records its events, and writes its result.</summary>
internal static class TrainingRun
{
    /// <summary>Runs to the end, or until it is cancelled; either way the result is on disk and on the console.</summary>
    /// <exception cref="TrainingFailedException">The disk failed to the end: the result is incomplete.</exception>
    public static async Task<StopReason> ExecuteAsync(
        PreparedRun prepared, TrainRequest request, CliContext context, ITrainingView view, RunReplica? replica,
        CancellationToken cancellationToken)
    {
        var run = prepared.Directory;
        var path = context.ShortPath(run.Path);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var recorder = new RunRecorder(run, prepared.State, new RecorderOptions
        {
            KeptCheckpoints = request.KeptCheckpoints,
            RunLock = replica?.TransferClaim(),
            OnDiskStatus = view.Warn,
            OnCheckpoint = state => replica?.RecordCheckpoint(state),
            OnFailure = _ => stop.Cancel(),
            FormatPath = context.ShortPath,
            Time = context.Time,
        });
        using var board = BoardOf(prepared, request, context, view);
        using var trace = RunTrace.Begin(prepared, request, context);
        if (prepared.IsResumed)
            run.Reopen(prepared.Description, prepared.State?.Step ?? 0);

        var options = OptionsOf(prepared, request, context, recorder, trace);
        view.Begin(run.Description, path, options.WorkersFor(run.Description.Spec), request.Threads);
        var losses = new UnsavedParts(path);
        TrainingResult result;
        try
        {
            result = await TrainAsync(prepared, options, request.Spawn, context, view, recorder, board, stop.Token);
        }
        catch (Exception fault)
        {
            if (fault is TrainingDivergedException diverged)
            {
                var failure = new RunFailure(RunFailure.Diverged, diverged.LastGood.Step + 1, diverged.Message);
                losses.Try("failure.json", () => run.WriteFailure(failure));
                replica?.Fail(failure);
            }

            losses.Add(recorder.Complete());
            if (losses.Any && fault is OperationCanceledException)
                throw losses.ToException();
            if (losses.Any)
                view.Warn(losses.ToException().Message);
            throw;
        }
        finally
        {
            if (trace?.Complete() is { } sentence)
                view.Warn(sentence);
        }

        losses.Add(recorder.Complete());
        var summary = SummaryOf(result, run.Description, request, recorder.EarlierEpochs);
        losses.Try("the model", () => run.WriteModel(result.Parameters));
        // With a summary the run would be complete, and lost parts could not be computed again.
        if (!losses.Any)
            losses.Try("the summary", () => run.WriteSummary(summary));
        if (losses.Any)
            throw losses.ToException($"; its weights after step {summary.Steps} have SHA-256 {summary.WeightsSha256}");
        // Only now: if something is lost here, another coordinator computes it again.
        replica?.Complete(summary);
        view.Finish(summary, path);
        return result.Reason;
    }

    private static async Task<TrainingResult> TrainAsync(
        PreparedRun prepared, TrainerOptions options, SpawnRequest? spawn, CliContext context, ITrainingView view, RunRecorder recorder,
        TensorBoardLog? board, CancellationToken cancellationToken)
    {
        using var pump = new EventPump(view.Handle);
        // A paused or closed terminal must not stop the events for TensorBoard.
        using var boardPump = board is null ? null : new EventPump(board.Record);
        return spawn is null
            ? await TrainHereAsync(Show, cancellationToken)
            : await SpawnedWorkers.TrainAsync(spawn, options.Threads, context, view.Warn, TrainHereAsync, Show, cancellationToken);

        Task<TrainingResult> TrainHereAsync(Action<TrainingEvent> onEvent, CancellationToken cancellationToken) =>
            context.Train(prepared.Directory.Description.Spec, prepared.Dataset, options, onEvent, cancellationToken);

        void Show(TrainingEvent trainingEvent)
        {
            recorder.Record(trainingEvent);
            pump.Post(trainingEvent);
            boardPump?.Post(trainingEvent);
        }
    }

    private static TrainerOptions OptionsOf(
        PreparedRun prepared, TrainRequest request, CliContext context, RunRecorder recorder, TraceRecorder? trace) => new()
    {
        Workers = request.Workers,
        Threads = request.Threads,
        Processors = context.Processors,
        RunId = prepared.Directory.Description.RunId,
        CheckpointEverySteps = request.CheckpointEvery,
        Checkpoint = recorder.Checkpoint,
        ResumeFrom = prepared.State,
        Trace = trace is null ? null : new MessageTrace(trace),
        Time = context.Time,
    };

    private static TensorBoardLog? BoardOf(PreparedRun prepared, TrainRequest request, CliContext context, ITrainingView view) =>
        request.TensorBoard is not { } folder ? null : new TensorBoardLog(
            Path.Combine(context.FullPath(folder), prepared.Description.RunId), Invariant($"{context.MachineName}.{context.ProcessId}"),
            prepared.IsResumed ? prepared.State?.Step ?? 0 : null, context.Time, view.Warn);

    /// <summary>The summary of a run; a resumed run counts its earlier epochs and time too.</summary>
    private static RunSummary SummaryOf(
        TrainingResult result, RunDescription run, TrainRequest request, IReadOnlyList<EpochCompleted> earlier)
    {
        var data = run.Dataset;
        return new RunSummary(
            run.RunId, new SummaryDataset(data.Name, data.Sha256, data.TrainSamples, data.TestSamples),
            run.Spec.Network.Widths.ToString(), run.Spec.Network.ParameterCount, run.Spec.Seed, result.Workers, result.Steps,
            [.. earlier.Concat(result.Epochs).Select(EpochOf)],
            result.TestLoss, result.TestAccuracy, earlier.Sum(epoch => epoch.Seconds) + result.TrainSeconds, result.SamplesPerSecond,
            result.WeightsSha256)
        {
            StopReason = result.Reason,
            BestEpoch = result.BestEpoch,
            Notice = data.Notice,
            Threads = request.Threads,
        };
    }

    private static SummaryEpoch EpochOf(EpochCompleted epoch) => new(epoch.Epoch, epoch.TrainLoss, epoch.TestAccuracy, epoch.Seconds)
    {
        TestLoss = epoch.TestLoss,
        ValidationLoss = epoch.ValidationLoss,
        ValidationAccuracy = epoch.ValidationAccuracy,
    };
}
