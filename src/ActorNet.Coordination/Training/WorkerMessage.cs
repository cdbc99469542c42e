using ActorNet.Coordination.Messages;
using ActorNet.Learning.Gradients;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Training;

/// <summary>A message between a run's coordinator and one of its workers, as the coordinator sends or receives it.</summary>
/// <param name="Worker">The worker's name.</param>
/// <param name="IsToWorker">Whether the coordinator sends it.</param>
/// <param name="Name">The message's type, such as "ComputeGradient".</param>
/// <param name="Round">The round it is about; null for membership.</param>
/// <param name="Slices">The slices it is about; null for membership.</param>
public sealed record WorkerMessage(string Worker, bool IsToWorker, string Name, RoundId? Round, SliceRange? Slices)
{
    /// <summary>The sums that the worker sends, where it does; it writes to them again later, so copy what is to be kept.</summary>
    public PartialGradient? Gradient { get; init; }

    /// <summary>What there is to tell of a message.</summary>
    internal static WorkerMessage Of(string worker, bool isToWorker, object message)
    {
        var (round, slices) = message switch
        {
            ComputeGradient compute => ((RoundId?)compute.Round, (SliceRange?)compute.Slices),
            GradientComputed computed => (computed.Round, computed.Slices),
            EvaluateSlices evaluate => (evaluate.Round, evaluate.Slices),
            SlicesEvaluated evaluated => (evaluated.Round, evaluated.Slices),
            SlicesFailed failed => (failed.Round, failed.Slices),
            _ => (null, null),
        };
        return new WorkerMessage(worker, isToWorker, message.GetType().Name, round, slices)
        {
            Gradient = (message as GradientComputed)?.Result,
        };
    }
}
