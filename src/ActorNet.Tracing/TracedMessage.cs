using ActorNet.Learning.Gradients;
using ActorNet.Protocol;

namespace ActorNet.Tracing;

/// <summary>A message of a run, as it was sent and, unless it was lost, received.</summary>
public sealed record TracedMessage
{
    /// <summary>The coordinator's name in <see cref="From"/> and <see cref="To"/>.</summary>
    public const string Coordinator = "coordinator";

    /// <summary>The message type, such as "ComputeGradient".</summary>
    public required string Kind { get; init; }

    /// <summary>The sender: <see cref="Coordinator"/> or a worker's name.</summary>
    public required string From { get; init; }

    /// <summary>The recipient: <see cref="Coordinator"/> or a worker's name.</summary>
    public required string To { get; init; }

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The coordinator's fencing number.</summary>
    public required int Incarnation { get; init; }

    /// <summary>The purpose of the round that the message belongs to; null if it belongs to none.</summary>
    public RoundKind? RoundKind { get; init; }

    /// <summary>The step of the round; null if the message belongs to none.</summary>
    public long? Step { get; init; }

    /// <summary>The requested or computed slices; null if it is about none.</summary>
    public SliceRange? Slices { get; init; }

    /// <summary>Bytes of the tensors that it carries: parameters, gradient sums, losses.</summary>
    public required long Bytes { get; init; }

    /// <summary>When it was sent, since the trace began.</summary>
    public required TimeSpan SentAt { get; init; }

    /// <summary>When it was received, since the trace began; null if it never arrived.</summary>
    public required TimeSpan? ReceivedAt { get; init; }

    /// <summary>XxHash3 (64 bits) of the tensors that it carries; null if they were not hashed.</summary>
    public ulong? Hash { get; init; }

    /// <summary>The worker that sends or receives it.</summary>
    internal string Worker => IsToWorker ? To : From;

    internal bool IsToWorker => From == Coordinator;

    /// <summary>When the coordinator sends or receives it; of others, when it is sent.</summary>
    internal TimeSpan AtCoordinator => To == Coordinator ? ReceivedAt ?? SentAt : SentAt;

    /// <summary>The round; null if it belongs to none.</summary>
    internal RoundId? Round => (RoundKind, Step) is ({ } kind, { } step) ? new RoundId(RunId, Incarnation, kind, step) : null;
}
