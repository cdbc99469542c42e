using ActorNet.Protocol;

namespace ActorNet.Transport.Connections;

/// <summary>Reports that a link is closed; the message gives the cause in one sentence.</summary>
internal sealed class LinkClosedException : Exception
{
    /// <summary>A fault.</summary>
    public LinkClosedException(string message) : this(new WorkerExit(WorkerExitReason.Fault, message)) { }

    public LinkClosedException(string message, Exception innerException) : base(message, innerException) =>
        Exit = new WorkerExit(WorkerExitReason.Fault, message);

    public LinkClosedException(WorkerExit exit, bool isGoodbye = false)
        : base(exit.Reason == WorkerExitReason.Fault ? exit.Detail : exit.ToString()) => (Exit, IsGoodbye) = (exit, isGoodbye);

    public WorkerExit Exit { get; }

    /// <summary>Whether the peer closed the link by a goodbye frame.</summary>
    public bool IsGoodbye { get; }
}
