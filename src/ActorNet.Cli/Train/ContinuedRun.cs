using ActorNet.Cli.Console;

namespace ActorNet.Cli.Train;

/// <summary>
/// Prepares a run that an earlier call of the same command may have started: what restarts a container repeats its command, whether there
/// is no run yet, half of one, or all of it.
/// </summary>
internal static class ContinuedRun
{
    /// <summary>The result of the run in --out, if it is complete; else null.</summary>
    /// <exception cref="InvalidInputException">The options exclude each other, or are not the run's.</exception>
    public static RunSummary? OutcomeOf(TrainRequest request, CliContext context)
    {
        if (!request.Continue)
            return null;
        if (request.Quorum is not null && (request.Resume is not null || request.Out is null))
            throw InvalidInputException.Of(
                "--peers", "needs --out, and resumes the run in it if there is one",
                advice: "give each coordinator a folder, its own or one that all share, and leave out --resume");
        if (request.Resume is not null)
            throw InvalidInputException.Of(
                "--continue and --resume", "exclude each other: --continue finds the run in --out", advice: "leave out one of them");
        if (request.Out is null)
            throw InvalidInputException.Of("--continue", "needs --out", advice: "give the run's folder");
        var path = context.FullPath(request.Out);
        if (!RunDirectory.Exists(path))
            return null;

        var run = RunDirectory.Open(path);
        CheckOptions(request, run.Description);
        int? asked = request.Spec.TryGet(HyperParameters.Epochs, out var epochs) ? epochs : null;
        return run.ReadSummary() is { } summary && IsOver(summary, asked, run.Description.Spec) ? summary : null;
    }

    /// <summary>Prepares to resume the run in --out, whose options <see cref="OutcomeOf"/> has checked, or to start it.</summary>
    /// <exception cref="InvalidInputException">The run cannot start or resume.</exception>
    public static Task<PreparedRun> PrepareAsync(
        TrainRequest request, CliContext context, ITrainingView view, CancellationToken cancellationToken)
    {
        var path = context.FullPath(request.Out!);
        return RunDirectory.Exists(path)
            ? ResumedRun.PrepareAsync(
                request with { Resume = path, Out = null, Spec = request.Spec.WithPreset(null) }, context, view, cancellationToken)
            : NewRun.PrepareAsync(request, context, view, cancellationToken);
    }

    /// <summary>Epochs may grow, which is checked elsewhere; all other options must stay.</summary>
    private static void CheckOptions(TrainRequest request, RunDescription run)
    {
        var asked = SpecResolver.Resolve(request.Spec, DataShape.Of(run.Dataset));
        asked = asked with { Epochs = run.Spec.Epochs, MicroBatchSize = asked.EffectiveMicroBatchSize };
        var differences = request.Spec.DifferencesFrom(request.Data, run);
        if (asked == run.Spec && differences.Count == 0)
            return;
        var which = differences.Count > 0 ? string.Join(", ", differences) : "its run.json says which";
        throw InvalidInputException.Of(
            $"The run in '{request.Out}'", $"began with other options ({which})", advice: "give those, or another --out");
    }

    private static bool IsOver(RunSummary summary, int? epochs, TrainingSpec spec) => summary.StopReason switch
    {
        StopReason.TargetReached or StopReason.NoImprovement => true,
        StopReason.AllEpochsDone => epochs is null || epochs == spec.Epochs,
        _ => false,
    };
}
