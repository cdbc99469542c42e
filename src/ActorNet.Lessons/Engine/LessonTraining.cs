using ActorNet.Coordination.Training;
using ActorNet.Learning.Training;

namespace ActorNet.Lessons.Engine;

/// <summary>Trains with a coordinator actor and worker actors, as any run.</summary>
internal static class LessonTraining
{
    /// <summary>
    /// Trains to the end. The weights do not depend on <paramref name="workers"/>; small steps are fastest with one.
    /// <paramref name="onMessage"/> gets every message between the coordinator and its workers, one at a time.
    /// </summary>
    public static async Task<TrainingResult> RunAsync(
        TrainingSpec spec, Dataset dataset, LessonContext context, int workers, CancellationToken cancellationToken,
        Action<WorkerMessage>? onMessage = null)
    {
        var options = new TrainerOptions { Workers = workers, Time = context.Time, OnMessage = onMessage };
        var result = await Trainer.TrainAsync(spec, dataset, options, onEvent: null, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return result;
    }
}
