using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Actors.Hosting;

/// <summary>Trains networks in this process: a coordinator actor and worker actors, started and stopped around each run.</summary>
public static class Trainer
{
    /// <summary>
    /// Trains as <paramref name="spec"/> says on <paramref name="dataset"/>. Cancelling ends the run after the step
    /// under way with <see cref="StopReason.Interrupted"/>; it does not throw.
    /// </summary>
    /// <param name="spec">What decides the weights.</param>
    /// <param name="dataset">The samples.</param>
    /// <param name="options">How the run is carried out; none of it changes the weights.</param>
    /// <param name="onEvent">Told of everything that happens, in order, one event at a time, on the coordinator's thread.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="Learning.InvalidInputException">The spec is not valid, or does not fit the data.</exception>
    /// <exception cref="TrainingDivergedException">A number is not finite any more.</exception>
    public static Task<TrainingResult> TrainAsync(
        TrainingSpec spec, Dataset dataset, TrainerOptions? options = null, Action<TrainingEvent>? onEvent = null,
        CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
