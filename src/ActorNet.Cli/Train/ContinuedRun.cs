using ActorNet.Cli.Console;
using ActorNet.Cli.Context;
using ActorNet.Learning;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;

namespace ActorNet.Cli.Train;

/// <summary>
/// Prepares a run that may have been begun before, by the same command: what restarts a container knows nothing of runs, and says the
/// same again whether there is no run yet, half of one, or all of it.
/// </summary>
internal static class ContinuedRun
{
    /// <summary>The outcome of the run in --out, where it is to be continued and is over; else null.</summary>
    /// <exception cref="InvalidInputException">The options exclude each other, or are not the run's.</exception>
    public static RunSummary? OutcomeOf(TrainRequest request, CliContext context)
    {
        if (!request.Continue)
            return null;
        if (request.Quorum is not null && (request.Resume is not null || request.Out is null))
            throw new InvalidInputException(
                "--peers needs --out, and goes on with the run in it where there is one: give each coordinator a folder, its own or one that all share, and leave out --resume.");
        if (request.Resume is not null)
            throw new InvalidInputException("--continue and --resume exclude each other: --continue finds the run in --out; leave out one of them.");
        if (request.Out is null)
            throw new InvalidInputException("--continue needs --out: give the run's folder, where it is found again.");
        var path = context.FullPath(request.Out);
        if (!RunDirectory.Exists(path))
            return null;

        var run = RunDirectory.Open(path);
        CheckOptions(request, run.Description);
        return run.ReadSummary() is { } summary && IsOver(summary, request.Spec.Epochs, run.Description.Spec) ? summary : null;
    }

    /// <summary>Goes on with the run in --out, whose options <see cref="OutcomeOf"/> has checked, or begins it.</summary>
    /// <exception cref="InvalidInputException">The run cannot begin or go on as asked.</exception>
    public static Task<PreparedRun> PrepareAsync(
        TrainRequest request, CliContext context, ITrainingView view, CancellationToken cancellationToken)
    {
        var path = context.FullPath(request.Out!);
        return RunDirectory.Exists(path)
            ? ResumedRun.PrepareAsync(
                request with { Resume = path, Out = null, Spec = request.Spec with { Preset = null } }, context, view, cancellationToken)
            : NewRun.PrepareAsync(request, context, view, cancellationToken);
    }

    /// <summary>Epochs may grow, which is looked at elsewhere; all else must be as it was.</summary>
    private static void CheckOptions(TrainRequest request, RunDescription run)
    {
        var asked = SpecResolver.Resolve(request.Spec, DataShape.Of(run.Dataset));
        asked = asked with { Epochs = run.Spec.Epochs, MicroBatchSize = asked.EffectiveMicroBatchSize };
        var differences = SpecDifferences.Between(request.Spec, request.Data, run);
        if (asked == run.Spec && differences.Count == 0)
            return;
        var which = differences.Count > 0 ? string.Join(", ", differences) : "its run.json says which";
        throw new InvalidInputException($"The run in '{request.Out}' was begun with other options ({which}); give those, or another --out.");
    }

    private static bool IsOver(RunSummary summary, int? epochs, TrainingSpec spec) => summary.StopReason switch
    {
        "target-reached" or "no-improvement" => true,
        "all-epochs-done" => epochs is null || epochs == spec.Epochs,
        _ => false,
    };
}
