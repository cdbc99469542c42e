using ActorNet.Coordination.Training;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Lessons.Pages;

namespace ActorNet.Lessons.Engine;

/// <summary>Runs of lessons: real ones, by a coordinator actor and worker actors.</summary>
internal static class LessonTraining
{
    /// <summary>Trains to the end.</summary>
    /// <param name="spec">What decides the weights.</param>
    /// <param name="dataset">The samples.</param>
    /// <param name="context">Where the lesson runs.</param>
    /// <param name="workers">Worker actors. The weights do not depend on them; small steps are fastest with one.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="onMessage">Is told of every message between the coordinator and its workers, one at a time; null where nobody looks.</param>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
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
