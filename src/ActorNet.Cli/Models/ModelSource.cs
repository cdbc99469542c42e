using ActorNet.Learning.Networks;
using ActorNet.Models.Trained;

namespace ActorNet.Cli.Models;

/// <summary>The network that a command's RUN|FILE names.</summary>
internal sealed record ModelSource(string Name, TrainedModel Model)
{
    /// <summary>Something the user should know about it; null where there is nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Its run; null where it is a file.</summary>
    public RunDirectory? Run { get; init; }

    /// <summary>Reads the model of a run, or a file.</summary>
    /// <exception cref="InvalidInputException">There is none, or it cannot be used.</exception>
    public static ModelSource Open(string name, Activation? hidden, Activation? output, CliContext context)
    {
        var path = context.FullPath(name);
        if (File.Exists(path))
            return new ModelSource(name, TrainedModel.Read(path, hidden, output));
        var run = RunDirectory.Open(context.TryFindRun(name) ?? throw InvalidInputException.Of(
            $"Model '{name}'",
            $"does not exist: it is no file, and neither '{name}' nor '{Path.Combine(CliContext.RunsFolder, name)}' is the folder of a run",
            advice: "`actornet runs` lists the runs"));
        if (File.Exists(run.ModelPath))
        {
            var file = ModelFile.Read(run.ModelPath);
            // Where its data are is for the run alone to say; a model's file does not.
            var final = new TrainedModel(file.Network, file.Parameters, file.Dataset with { Request = run.Description.Dataset.Request });
            final.CheckActivations(name, hidden, output);
            return new ModelSource(name, final) { Run = run };
        }

        // It has not ended, but what it has learned so far is there.
        var state = run.Checkpoints.ReadNewest(out var damaged)
            ?? throw InvalidInputException.Of(
                $"Run '{name}'",
                damaged.Count > 0 ? $"has neither a model nor a sound checkpoint: {damaged[0].TrimEnd('.')}"
                    : "has no model yet, nor a checkpoint: it has just begun, or was stopped before its first epoch");
        var description = run.Description;
        var model = new TrainedModel(description.Spec.Network, state.Best?.Parameters ?? state.Parameters, description.Dataset);
        model.CheckActivations(name, hidden, output);
        return new ModelSource(name, model)
        {
            Run = run,
            Note = state.Best is { } best
                ? Invariant($"Run '{name}' has not ended: these are its weights of epoch {best.Epoch}, the best so far.")
                : Invariant($"Run '{name}' has not ended: these are its weights after step {state.Step:N0}."),
        };
    }
}
