using ActorNet.Actors.Hosting;
using ActorNet.Cli.Console;
using ActorNet.Replication.Replicas;

namespace ActorNet.Cli.Train;

/// <summary>One of several coordinators of a run: stands by with a copy of it, and trains when it is elected.</summary>
internal static class QuorumRun
{
    /// <summary>Takes part until the run is complete, here or elsewhere.</summary>
    public static async Task<int> ExecuteAsync(
        TrainRequest request, ClusterOptions quorum, CliContext context, ITrainingView view, InterruptionText text,
        CancellationToken cancellationToken)
    {
        var folder = context.FullPath(request.Out!);
        RunDirectory? Find() => RunDirectory.Exists(folder) ? RunDirectory.Open(folder) : null;
        var known = RunDirectory.Exists(folder)
            ? await ContinuedRun.PrepareAsync(request, context, view, cancellationToken) : null;
        var draft = known is null
            ? await NewRun.DraftAsync(request, context, view, cancellationToken)
            : new RunDraft(known.Description, known.Dataset, InitialWeights.StateOf(request, known.Description.Spec));
        using var replica = new RunReplica(
            draft.Description.Spec, draft.Dataset,
            run =>
            {
                // On a shared volume another coordinator has made it.
                if (Find() is { } shared && shared.Description.RunId == run.RunId)
                {
                    view.Progress($"Standing by for run {run.RunId}, which another coordinator keeps in {context.ShortPath(folder)} too");
                    return shared;
                }

                // The data are the same, but each coordinator has its own way to them.
                var mine = run with { Dataset = draft.Description.Dataset };
                var created = NewRun.Create(draft with { Description = mine }, request, context).Directory;
                view.Progress($"Standing by for run {run.RunId}; its checkpoints are copied to {context.ShortPath(created.Path)}");
                return created;
            },
            Find, request.KeptCheckpoints);
        if (known is not null)
        {
            replica.Open(known.Directory, known.Description, known.State);
            view.Progress($"Standing by for run {known.Description.RunId}, with what {context.ShortPath(folder)} has of it");
        }

        text.StandBy();
        try
        {
            await using var seat = await StandbyCoordinator.StartAsync(
                draft.Dataset, quorum, replica, context.Time, view.Progress, cancellationToken);
            if (!await seat.AwaitTurnAsync(cancellationToken))
            {
                view.Finish(replica.Outcome!, context.ShortPath(replica.Directory!.Path));
                return ExitCodes.Done;
            }

            var prepared = text.Begin(Begin(replica, draft, request, context, view));
            var reason = await TrainingRun.ExecuteAsync(
                prepared, request, context with { Train = seat.TrainAsync }, view, replica, cancellationToken);
            if (reason != StopReason.Interrupted)
                return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It stood by, or waited for workers.
        }

        view.Warn("Interrupted; the run continues where most of the other coordinators are, and the same command joins them again.");
        return ExitCodes.Interrupted;
    }

    /// <summary>A new run, or one that resumes from the newest checkpoint of any coordinator.</summary>
    private static PreparedRun Begin(RunReplica replica, RunDraft draft, TrainRequest request, CliContext context, ITrainingView view)
    {
        if (replica.Directory is not { } directory)
        {
            var begun = NewRun.Create(draft, request, context);
            replica.Begin(begun.Directory);
            return begun;
        }

        var state = ResumedRun.ReadNewestState(directory, view, out _);
        view.Progress(state is null
            ? $"Taking over run {directory.Description.RunId} from its beginning"
            : Invariant($"Taking over run {directory.Description.RunId} after step {state.Step:N0}"));
        return new PreparedRun(directory, replica.Description!, draft.Dataset, state ?? draft.Initial, IsResumed: true);
    }
}
