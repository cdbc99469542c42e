using ActorNet.Transport.Frames;

namespace ActorNet.Transport.Connections;

/// <summary>What the end of a link means; <see cref="FrameKind.Goodbye"/> carries it as its <c>Value</c>.</summary>
internal enum CloseReason
{
    /// <summary>Something went wrong, or nobody said goodbye: a new link may go better.</summary>
    Fault = 0,

    /// <summary>The run is over.</summary>
    RunCompleted = 1,

    /// <summary>A worker leaves.</summary>
    WorkerLeft = 2,

    /// <summary>A worker is not wanted any more.</summary>
    WorkerRejected = 3,

    /// <summary>A worker cannot compute.</summary>
    WorkerFailed = 4,
}
