using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Training;

/// <summary>What a coordinator is given: the run, and whom to tell.</summary>
/// <param name="Spec">What is trained; valid.</param>
/// <param name="Dataset">The samples; they fit the spec.</param>
/// <param name="Session">The run at its beginning, or where it goes on from.</param>
/// <param name="Options">How the run is carried out.</param>
/// <param name="OnEvent">Told of everything that happens.</param>
/// <param name="OnFinished">Told the result.</param>
/// <param name="OnFailed">Told why there is none; what comes after the first word of the end is of no account.</param>
internal sealed record CoordinatorSettings(
    TrainingSpec Spec, Dataset Dataset, TrainingSession Session, TrainerOptions Options, Action<TrainingEvent> OnEvent,
    Action<TrainingResult> OnFinished, Action<Exception> OnFailed)
{
    /// <summary>The rules where workers come and go; null where all are started with the run and no others can come.</summary>
    public ClusterPolicy? Cluster { get; init; }
}
