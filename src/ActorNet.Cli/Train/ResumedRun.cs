using ActorNet.Cli.Console;
using ActorNet.Learning.Optimizers;

namespace ActorNet.Cli.Train;

/// <summary>
/// Prepares to resume a run: with the spec of its run.json, the same data and the newest sound checkpoint it ends with the weights of an
/// uninterrupted run.
/// </summary>
internal static class ResumedRun
{
    /// <summary>Checks the request against the run, loads the data and the state. Nothing is written.</summary>
    /// <exception cref="InvalidInputException">The run cannot be resumed with these options.</exception>
    public static async Task<PreparedRun> PrepareAsync(
        TrainRequest request, CliContext context, ITrainingView view, CancellationToken cancellationToken)
    {
        var directory = RunDirectory.Open(context.FindRun(request.Resume!));
        var run = directory.Description;
        var spec = Lengthened(request, run, directory.ReadSummary()?.StopReason);
        var dataset = await RunData.LoadAsync(
            NewRun.Again(run.Dataset, request.Data, request.DataIsNamed, context), DataShape.Of(run.Dataset).IsImages ? spec : null, request,
            context, view, cancellationToken);
        if (dataset.Sha256 != run.Dataset.Sha256)
            throw InvalidInputException.Of(
                $"Run '{run.RunId}'",
                $"was trained on data set '{run.Dataset.Name}' with SHA-256 {run.Dataset.Sha256}, but '{dataset.Name}' has "
                    + $"{dataset.Sha256}",
                advice: "resume it with the same data");
        spec.Validate(dataset);

        var state = ReadNewestState(directory, view, out var isAnyDamaged) ?? InitialWeights.StateOf(request, spec);
        if (state is null && spec.InitialWeights is { } hash)
            throw InvalidInputException.Of(
                $"Run '{run.RunId}'", $"has no sound checkpoint, and has lost its initial weights, of SHA-256 {hash}",
                advice: "start a new run with --init-from");
        if (state is null)
            view.Warn(isAnyDamaged
                ? $"Run '{run.RunId}' has no sound checkpoint; it starts again."
                : $"Run '{run.RunId}' had not reached its first checkpoint; it starts again.");
        return new PreparedRun(directory, run with { Spec = spec }, dataset, state, IsResumed: true);
    }

    /// <summary>The run's spec, with more epochs if the user asks for them and they leave the completed ones as they are.</summary>
    private static TrainingSpec Lengthened(TrainRequest request, RunDescription run, StopReason? stopReason)
    {
        if (request.Out is not null)
            throw InvalidInputException.Of(
                "--out and --resume", "exclude each other: a resumed run stays in its own folder", advice: "leave out --out");
        if (request.Spec.Preset is not null)
            throw InvalidInputException.Of(
                "--preset and --resume", "exclude each other: a resumed run keeps its own options", advice: "leave out --preset");
        var differences = request.Spec.DifferencesFrom(request.Data, run);
        if (differences.Count > 0)
            throw InvalidInputException.Of(
                $"Run '{run.RunId}'", $"cannot be resumed with other options than it began with: {string.Join(", ", differences)}",
                advice: "leave them out, or start a new run");
        if (stopReason is StopReason.TargetReached or StopReason.NoImprovement)
            throw InvalidInputException.Of(
                $"Run '{run.RunId}'",
                $"is complete: it {(stopReason == StopReason.TargetReached ? "reached its target accuracy" : "stopped improving")}",
                advice: "start a new run to train longer");

        var epochs = request.Spec.TryGet(HyperParameters.Epochs, out var more) ? more : run.Spec.Epochs;
        if (epochs < run.Spec.Epochs)
            throw new InvalidInputException(
                "--epochs", epochs, $"a number from {run.Spec.Epochs}, the epochs of run '{run.RunId}', which may only grow");
        if (epochs > run.Spec.Epochs && run.Spec.Schedule.Kind == ScheduleKind.Cosine)
            throw new InvalidInputException(
                "--epochs", epochs, $"{run.Spec.Epochs}, the epochs of run '{run.RunId}', for which its cosine schedule is made",
                "start a new run");
        if (epochs == run.Spec.Epochs && stopReason == StopReason.AllEpochsDone)
            throw InvalidInputException.Of(
                $"Run '{run.RunId}'", $"is complete: all of its {epochs} epochs are done",
                advice: run.Spec.Schedule.Kind == ScheduleKind.Cosine
                    ? "start a new run to train longer, since its cosine schedule is made for them" : "give more --epochs to train longer");
        return run.Spec with { Epochs = epochs };
    }

    /// <summary>Reads the newest sound checkpoint, null if there is none, and warns of the newer ones that are damaged.</summary>
    internal static TrainingState? ReadNewestState(RunDirectory run, ITrainingView view, out bool isAnyDamaged)
    {
        var state = run.Checkpoints.ReadNewest(out var damaged);
        foreach (var complaint in damaged)
            view.Warn(complaint);
        isAnyDamaged = damaged.Count > 0;
        if (isAnyDamaged && state is not null)
            view.Warn(Invariant($"The checkpoint before is sound: the run resumes after step {state.Step:N0}."));
        return state;
    }
}
