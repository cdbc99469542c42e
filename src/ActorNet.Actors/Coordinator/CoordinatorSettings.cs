using ActorNet.Actors.Hosting;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Actors.Coordinator;

/// <summary>What a coordinator is given: the run, and whom to tell.</summary>
/// <param name="Spec">What is trained; valid.</param>
/// <param name="Dataset">The samples; they fit the spec.</param>
/// <param name="Options">How the run is carried out.</param>
/// <param name="OnEvent">Told of everything that happens.</param>
/// <param name="OnFinished">Told the result, once.</param>
/// <param name="OnFailed">Told why there is none, once.</param>
internal sealed record CoordinatorSettings(
    TrainingSpec Spec, Dataset Dataset, TrainerOptions Options, Action<TrainingEvent> OnEvent,
    Action<TrainingResult> OnFinished, Action<Exception> OnFailed);
