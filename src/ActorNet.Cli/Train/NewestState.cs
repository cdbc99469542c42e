using ActorNet.Cli.Console;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;

namespace ActorNet.Cli.Train;

/// <summary>The newest sound checkpoint of a run, from which it resumes.</summary>
internal static class NewestState
{
    /// <summary>Reads it, and warns of the newer ones that are damaged.</summary>
    /// <param name="run">The run.</param>
    /// <param name="view">The console.</param>
    /// <param name="isAnyDamaged">Whether there are checkpoints that cannot be used.</param>
    /// <returns>The state; null where the run has no sound checkpoint.</returns>
    public static TrainingState? Read(RunDirectory run, ITrainingView view, out bool isAnyDamaged)
    {
        var state = run.Checkpoints.ReadNewest(out var damaged);
        foreach (var complaint in damaged)
            view.Warn(complaint);
        isAnyDamaged = damaged.Count > 0;
        if (isAnyDamaged && state is not null)
            view.Warn(FormattableString.Invariant($"The checkpoint before is sound: the run resumes after step {state.Step:N0}."));
        return state;
    }
}
