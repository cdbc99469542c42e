using System.IO.Hashing;
using System.Runtime.InteropServices;
using ActorNet.Coordination.Messages;
using ActorNet.Learning.Gradients;
using ActorNet.Protocol;
using ActorNet.Tracing;
using ActorNet.Tracing.Recording;

namespace ActorNet.Coordination.Training;

/// <summary>
/// Records the messages between a run's coordinator and its workers, when the coordinator sends or receives them, with the bytes and the
/// hash of the tensors they carry. Hashing costs time, so gradients are hashed only in some steps; evaluations are rare, and always hashed.
/// </summary>
/// <remarks>Called by the coordinator, one message at a time; allocates nothing.</remarks>
internal sealed class MessageTrace(TraceRecorder recorder)
{
    private readonly Dictionary<string, (RoundId Round, long ShardParameters)> _requested = [];
    private (RoundId Round, ulong Hash) _parameters;
    private int _incarnation = Incarnations.First;

    public void Record(string worker, bool isToWorker, object message)
    {
        var (round, slices) = WorkerMessage.SubjectOf(message);
        if (isToWorker)
            _incarnation = round?.Incarnation ?? (message as WorkerAccepted)?.Incarnation ?? _incarnation;
        var bytes = BytesOf(worker, message);
        var (from, to) = isToWorker ? (TracedMessage.Coordinator, worker) : (worker, TracedMessage.Coordinator);
        recorder.Record(
            message.GetType().Name, from, to, round?.Incarnation ?? _incarnation, round, slices, bytes,
            round is { } current && IsHashed(worker, current) ? HashOf(message) : null);
    }

    /// <summary>A worker that was asked for a later round may be overwriting what a late answer carries.</summary>
    private bool IsHashed(string worker, RoundId round) =>
        (round.Kind != RoundKind.Gradient || round.Step % recorder.HashedSteps == 0)
        && _requested.GetValueOrDefault(worker).Round == round;

    /// <summary>A round's parameters count once for each worker: a link does not send them again.</summary>
    private long BytesOf(string worker, object message)
    {
        switch (message)
        {
            case ComputeGradient { Exchange: { } exchange } request:
                var shard = exchange.Plan.Shards.LengthOf(exchange.Plan.IndexOf(request.Slices));
                _requested[worker] = (request.Round, (long)shard * exchange.Sums.NodeCount);
                return sizeof(float) * (long)shard;
            case ComputeGradient request:
                return BytesOf(worker, request.Round, request.Parameters);
            case EvaluateSlices request:
                return BytesOf(worker, request.Round, request.Parameters);
            case GradientComputed answer:
                return sizeof(double) * (long)answer.Slices.Count
                    + sizeof(float) * (long)answer.Result.NodeCount * answer.Result.Sum(0).Length;
            case SlicesEvaluated answer:
                return sizeof(double) * (long)answer.SliceLosses.Length;
            case ShareComputed answer:
                return sizeof(double) * (long)answer.Slices.Count;
            case ShardSummed:
                return sizeof(float) * _requested.GetValueOrDefault(worker).ShardParameters;
            default:
                return 0;
        }
    }

    private long BytesOf(string worker, RoundId round, float[] parameters)
    {
        var isFirst = _requested.GetValueOrDefault(worker).Round != round;
        _requested[worker] = (round, 0);
        return isFirst ? sizeof(float) * (long)parameters.Length : 0;
    }

    private ulong? HashOf(object message) => message switch
    {
        ComputeGradient request => HashOf(request.Round, request.Parameters),
        EvaluateSlices request => HashOf(request.Round, request.Parameters),
        GradientComputed answer => HashOf(answer.Result),
        SlicesEvaluated answer => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(answer.SliceLosses.AsSpan()), answer.Correct),
        _ => null,
    };

    /// <summary>All requests of a round carry the same parameters.</summary>
    private ulong HashOf(RoundId round, float[] parameters)
    {
        if (_parameters.Round != round)
            _parameters = (round, XxHash3.HashToUInt64(MemoryMarshal.AsBytes(parameters.AsSpan())));
        return _parameters.Hash;
    }

    /// <summary>The losses, then the sums of the nodes, each hashed with the hash before it as the seed.</summary>
    private static ulong HashOf(PartialGradient gradient)
    {
        var hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(gradient.SliceLosses));
        for (var node = 0; node < gradient.NodeCount; node++)
            hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(gradient.Sum(node).AsSpan()), unchecked((long)hash));
        return hash;
    }
}
