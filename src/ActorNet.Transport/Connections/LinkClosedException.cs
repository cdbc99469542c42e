using ActorNet.Transport.Frames;

namespace ActorNet.Transport.Connections;

/// <summary>The link is closed; the message says why in one sentence.</summary>
internal sealed class LinkClosedException : Exception
{
    /// <summary>Creates the error with its sentence.</summary>
    /// <param name="message">Why the link is closed.</param>
    /// <param name="isGoodbye">Whether the other side said <see cref="FrameKind.Goodbye"/>.</param>
    /// <param name="meaning">What the end means.</param>
    public LinkClosedException(string message, bool isGoodbye = false, CloseReason meaning = CloseReason.Fault) : base(message) =>
        (IsGoodbye, Reason) = (isGoodbye, meaning);

    /// <summary>Creates the error with its sentence and the exception that led to it.</summary>
    public LinkClosedException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Whether the other side ended the link by <see cref="FrameKind.Goodbye"/>: it is not broken, it leaves.</summary>
    public bool IsGoodbye { get; }

    /// <summary>What the end means.</summary>
    public CloseReason Reason { get; }
}
