using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Training;

/// <summary>
/// A coordinator's run and callbacks. The spec is valid and the data set fits it. Of <c>OnFinished</c> and <c>OnFailed</c> only the first
/// call counts.
/// </summary>
internal sealed record CoordinatorSettings(
    TrainingSpec Spec, Dataset Dataset, TrainingSession Session, TrainerOptions Options, Action<TrainingEvent> OnEvent,
    Action<TrainingResult> OnFinished, Action<Exception> OnFailed)
{
    /// <summary>Null if all workers start with the run and no others can join.</summary>
    public ClusterPolicy? Cluster { get; init; }

    /// <summary>What workers' answers are checked with; null for kernels of its own, which the first worker that registers lets it create.</summary>
    public GradientComputer? Kernels { get; init; }
}
