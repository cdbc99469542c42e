using ActorNet.Cli.Console;
using ActorNet.Cli.Context;
using ActorNet.Learning;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;

namespace ActorNet.Cli.Train;

/// <summary>
/// Prepares to go on with a run: with the spec of its run.json, the same data and the newest sound checkpoint it comes to the
/// same weights as if it had never stopped.
/// </summary>
internal static class ResumedRun
{
    /// <summary>Checks the request against the run, loads the data and the state. Nothing is written.</summary>
    /// <exception cref="InvalidInputException">The run cannot go on as asked.</exception>
    public static async Task<PreparedRun> PrepareAsync(
        TrainRequest request, CliContext context, ITrainingView view, CancellationToken cancellationToken)
    {
        var directory = RunDirectory.Open(RunPaths.Find(context, request.Resume!));
        var run = directory.Description;
        var spec = Lengthened(request, run, directory.ReadSummary()?.StopReason);
        var dataset = await context.Load(NewRun.Again(run.Dataset, request.Data, request.DataIsNamed, context), view.Progress, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (dataset.Sha256 != run.Dataset.Sha256)
            throw new InvalidInputException(
                $"Run '{run.RunId}' was trained on data set '{run.Dataset.Name}' with SHA-256 {run.Dataset.Sha256}, but '{dataset.Name}' has {dataset.Sha256}; resume it with the same data.");
        spec.Validate(dataset);

        var state = NewestState.Read(directory, view, out var isAnyDamaged) ?? InitialWeights.StateOf(request, spec);
        if (state is null && spec.InitialWeights is { } hash)
            throw new InvalidInputException(
                $"Run '{run.RunId}' has no sound checkpoint, and the weights it began with, of SHA-256 {hash}, are not in it any more; start a new run with --init-from.");
        if (state is null)
            view.Warn(isAnyDamaged
                ? $"Run '{run.RunId}' has no sound checkpoint; it begins again."
                : $"Run '{run.RunId}' had not reached its first checkpoint; it begins again.");
        return new PreparedRun(directory, run with { Spec = spec }, dataset, state, IsResumed: true);
    }

    /// <summary>The run's spec, with more epochs where they are asked for and change nothing of those that are done.</summary>
    private static TrainingSpec Lengthened(TrainRequest request, RunDescription run, string? stopReason)
    {
        if (request.Out is not null)
            throw new InvalidInputException("--out and --resume exclude each other: a run goes on in its own folder; leave out --out.");
        if (request.Spec.Preset is not null)
            throw new InvalidInputException("--preset and --resume exclude each other: a run goes on with its own options; leave out --preset.");
        var differences = SpecDifferences.Between(request.Spec, request.Data, run);
        if (differences.Count > 0)
            throw new InvalidInputException(
                $"Run '{run.RunId}' cannot go on with other options than it began with: {string.Join(", ", differences)}; leave them out, or start a new run.");
        if (stopReason is "target-reached" or "no-improvement")
            throw new InvalidInputException(
                $"Run '{run.RunId}' is over: it {(stopReason == "target-reached" ? "reached its target accuracy" : "did not improve any more")}; start a new run to train longer.");

        var epochs = request.Spec.Epochs ?? run.Spec.Epochs;
        if (epochs < run.Spec.Epochs)
            throw new InvalidInputException($"--epochs is {epochs}, but run '{run.RunId}' has {run.Spec.Epochs}; it may only grow.");
        if (epochs > run.Spec.Epochs && run.Spec.Schedule.Kind == ScheduleKind.Cosine)
            throw new InvalidInputException(
                $"--epochs is {epochs}, but the cosine schedule of run '{run.RunId}' is made for {run.Spec.Epochs}; start a new run.");
        if (epochs == run.Spec.Epochs && stopReason == "all-epochs-done")
            throw new InvalidInputException($"Run '{run.RunId}' is over: all of its {epochs} epochs are done; "
                + (run.Spec.Schedule.Kind == ScheduleKind.Cosine
                    ? "its cosine schedule is made for them, so start a new run to train longer."
                    : "give --epochs more to train longer."));
        return run.Spec with { Epochs = epochs };
    }
}
