using ActorNet.Coordination.Messages;
using ActorNet.Learning.Gradients;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Training;

/// <summary>A message between a run's coordinator and a worker, as the coordinator sends or receives it.</summary>
/// <param name="Worker">The worker's name.</param>
/// <param name="IsToWorker">Whether the coordinator sends it.</param>
/// <param name="Name">The message type, such as "ComputeGradient".</param>
/// <param name="Round">The round; null for membership messages.</param>
/// <param name="Slices">The slices; null for messages that are about none.</param>
public sealed record WorkerMessage(string Worker, bool IsToWorker, string Name, RoundId? Round, SliceRange? Slices)
{
    /// <summary>The sums of a <see cref="GradientComputed"/>; the worker overwrites them later, so copy what you keep.</summary>
    public PartialGradient? Gradient { get; init; }

    internal static WorkerMessage Of(string worker, bool isToWorker, object message)
    {
        var (round, slices) = SubjectOf(message);
        return new WorkerMessage(worker, isToWorker, message.GetType().Name, round, slices)
        {
            Gradient = (message as GradientComputed)?.Result,
        };
    }

    /// <summary>The round and the slices that a message is about; null for none.</summary>
    internal static (RoundId? Round, SliceRange? Slices) SubjectOf(object message) => message switch
    {
        ComputeGradient compute => (compute.Round, compute.Slices),
        GradientComputed computed => (computed.Round, computed.Slices),
        EvaluateSlices evaluate => (evaluate.Round, evaluate.Slices),
        SlicesEvaluated evaluated => (evaluated.Round, evaluated.Slices),
        SlicesFailed failed => (failed.Round, failed.Slices),
        ShareComputed share => (share.Round, share.Slices),
        ShardSummed shard => (shard.Round, null),
        ExchangeFailed failed => (failed.Round, null),
        AbandonExchange abandon => (abandon.Round, null),
        _ => (null, null),
    };
}
