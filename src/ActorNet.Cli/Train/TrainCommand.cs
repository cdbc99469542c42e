using ActorNet.Cli.Console;

namespace ActorNet.Cli.Train;

/// <summary>`actornet train`: trains a network in this process.</summary>
internal static class TrainCommand
{
    private const string Footer = """
        Defaults for images are in [brackets]; those for CSV files are preset table's. The same options, data and
        seed give the same weights, bit for bit, with any number of workers and threads.

        Examples:
          actornet train
          actornet train --preset nielsen --epochs 10
          actornet train --dataset iris.csv --target species
          actornet train --resume runs/20261122-201530-3f9a

        Exit codes: 0 done, 1 the run failed, 2 wrong arguments or data, 130 interrupted (the
        state is saved once training has begun).
        """;

    public static Command Create(CliContext context)
    {
        var options = new TrainOptions();
        var command = new Command("train", "Trains a network in this process: a coordinator actor and N worker actors.");
        command.SetAction((parsed, _) => RunAsync(options.Read(parsed), context));
        return HelpText.Attach(command, "actornet train [options]", options.Groups, Footer);
    }

    /// <summary>Trains with the context's engine, and shows the progress.</summary>
    public static async Task<int> RunAsync(TrainRequest request, CliContext context)
    {
        using var view = ViewFactory.Create(context, request.Json, request.Quiet);
        var text = new InterruptionText(request, context);
        using var interruption = new Interruption(context, () => view.Warn(text.Stopping), EndAtOnce);
        request = InitialWeights.Resolve(request, context);
        if (ContinuedRun.OutcomeOf(request, context) is { } outcome)
        {
            view.Finish(outcome, request.Out!);
            return ExitCodes.Done;
        }

        if (request.TensorBoard is { } board)
            context.CreateFolder("--tensorboard", board);
        if (request.Trace is { } trace)
            RunTrace.CheckFile(trace, context);
        await request.Check(interruption.Token);
        if (request.Quorum is { } quorum)
            return await QuorumRun.ExecuteAsync(request, quorum, context, view, text, interruption.Token);
        var prepared = text.Begin(
            request.Resume is not null ? await ResumedRun.PrepareAsync(request, context, view, interruption.Token)
            : request.Continue ? await ContinuedRun.PrepareAsync(request, context, view, interruption.Token)
            : await NewRun.PrepareAsync(request, context, view, interruption.Token));
        if (await TrainAsync())
            return ExitCodes.Done;
        view.Warn(text.Interrupted);
        return ExitCodes.Interrupted;

        void EndAtOnce()
        {
            view.Warn(text.EndedAtOnce);
            view.Dispose();
        }

        async Task<bool> TrainAsync()
        {
            try
            {
                return await TrainingRun.ExecuteAsync(
                    prepared, request, context, view, replica: null, interruption.Token) != StopReason.Interrupted;
            }
            catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
            {
                // It waited for workers. Its state is saved nevertheless.
                return false;
            }
        }
    }
}
