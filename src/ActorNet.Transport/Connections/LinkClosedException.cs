using ActorNet.Protocol;

namespace ActorNet.Transport.Connections;

/// <summary>Reports that a link is closed; the message gives the cause in one sentence.</summary>
internal sealed class LinkClosedException : Exception
{
    public LinkClosedException(string message, bool isGoodbye = false, WorkerExitReason reason = WorkerExitReason.Fault) : base(message) =>
        (IsGoodbye, Reason) = (isGoodbye, reason);

    public LinkClosedException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Whether the peer closed the link by a goodbye frame.</summary>
    public bool IsGoodbye { get; }

    public WorkerExitReason Reason { get; }
}
