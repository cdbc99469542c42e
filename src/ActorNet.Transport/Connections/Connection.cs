using System.Net;

namespace ActorNet.Transport.Connections;

/// <summary>
/// A two-way stream of bytes that never makes anybody wait except in <see cref="WaitReadable"/> and <see cref="WaitWritable"/>. One thread at a
/// time may read and another write; either may dispose of it, which ends the waiting.
/// </summary>
internal abstract class Connection : IDisposable
{
    /// <summary>This side's address.</summary>
    public abstract EndPoint LocalEndPoint { get; }

    /// <summary>The other side's address.</summary>
    public abstract EndPoint RemoteEndPoint { get; }

    /// <summary>Takes what is there.</summary>
    /// <param name="destination">Room for at least one byte.</param>
    /// <param name="count">The bytes taken; 0 where the other side has ended the stream.</param>
    /// <returns>Whether there was anything: bytes, or the end.</returns>
    /// <exception cref="LinkClosedException">The stream is broken or disposed of.</exception>
    public abstract bool TryRead(Span<byte> destination, out int count);

    /// <summary>Writes as much as there is room for. What is not written must be what the next call begins with: it may be encrypted already.</summary>
    /// <returns>The bytes written, from the beginning of <paramref name="source"/>.</returns>
    /// <exception cref="LinkClosedException">The stream is broken or disposed of.</exception>
    public abstract int TryWrite(ReadOnlySpan<byte> source);

    /// <summary>Waits until <see cref="TryRead"/> may have something, and should be asked.</summary>
    /// <returns>False where <paramref name="timeout"/> ended before.</returns>
    /// <exception cref="LinkClosedException">The stream is disposed of.</exception>
    public abstract bool WaitReadable(TimeSpan timeout);

    /// <summary>Waits until <see cref="TryWrite"/> may have room.</summary>
    /// <exception cref="LinkClosedException">The stream is disposed of.</exception>
    public abstract void WaitWritable();

    /// <summary>Ends the stream; what was written is still delivered where the other side reads it.</summary>
    public abstract void Dispose();
}
