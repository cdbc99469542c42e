using ActorNet.Actors.Hosting;
using ActorNet.Actors.Recording;
using ActorNet.Cli.Console;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Cli.Train;

/// <summary>Trains a prepared run, shows and records what happens, and keeps the outcome.</summary>
internal static class TrainingRun
{
    /// <summary>Runs to the end, or until it is cancelled; either way the outcome is on disk and on the console.</summary>
    /// <exception cref="IOException">The disk failed; training was ended.</exception>
    public static async Task<StopReason> ExecuteAsync(
        PreparedRun prepared, TrainRequest request, CliContext context, ITrainingView view, CancellationToken cancellationToken)
    {
        var run = prepared.Directory;
        var path = context.ShortPath(run.Path);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var recorder = new RunRecorder(run, prepared.State, _ => stop.Cancel());
        if (prepared.IsResumed)
            run.Reopen(prepared.Description, prepared.State?.Step ?? 0);

        var options = new TrainerOptions
        {
            Workers = request.Workers,
            Threads = request.Threads,
            Processors = context.Processors,
            RunId = run.Description.RunId,
            CheckpointEverySteps = request.CheckpointEvery,
            Checkpoint = recorder.Checkpoint,
            ResumeFrom = prepared.State,
            Time = context.Time,
        };
        view.Begin(run.Description, path, request.Workers, request.Threads);
        TrainingResult result;
        using (var pump = new EventPump(view.Handle))
        {
            try
            {
                result = await context.Train(
                    run.Description.Spec, prepared.Dataset, options,
                    happened =>
                    {
                        recorder.Record(happened);
                        pump.Post(happened);
                    },
                    stop.Token);
            }
            catch (TrainingDivergedException diverged)
            {
                run.WriteFailure(new RunFailure(RunFailure.Diverged, diverged.LastGood.Step + 1, diverged.Message));
                throw;
            }
        }

        recorder.Complete();
        var summary = Summaries.Of(result, run.Description, request, recorder.EarlierEpochs);
        run.WriteModel(result.Parameters);
        run.WriteSummary(summary);
        view.Finish(summary, path);
        return result.Reason;
    }
}
