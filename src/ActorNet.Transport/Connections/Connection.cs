using System.Net;

namespace ActorNet.Transport.Connections;

/// <summary>
/// A non-blocking byte stream in both directions; only <see cref="WaitReadable"/> and <see cref="WaitWritable"/> block. One thread at a
/// time may read and another may write. Any thread may dispose of it, which wakes waiting threads. Every method throws
/// <see cref="LinkClosedException"/> when the connection is broken or disposed of.
/// </summary>
internal abstract class Connection : IDisposable
{
    public abstract EndPoint LocalEndPoint { get; }

    public abstract EndPoint RemoteEndPoint { get; }

    /// <summary>Reads the bytes that are available.</summary>
    /// <param name="destination">At least one byte long.</param>
    /// <param name="count">The bytes read; 0 at the end of the stream.</param>
    /// <returns>False if nothing is available yet.</returns>
    public abstract bool TryRead(Span<byte> destination, out int count);

    /// <summary>
    /// Writes as many bytes as the connection accepts. The next call must start with the bytes that were not written: they may be encrypted
    /// already.
    /// </summary>
    /// <returns>The number of bytes written, from the start of <paramref name="source"/>.</returns>
    public abstract int TryWrite(ReadOnlySpan<byte> source);

    /// <summary>Waits until <see cref="TryRead"/> is worth a try.</summary>
    /// <returns>False on timeout.</returns>
    public abstract bool WaitReadable(TimeSpan timeout);

    /// <summary>Waits until <see cref="TryWrite"/> may accept bytes.</summary>
    public abstract void WaitWritable();

    /// <summary>Closes the connection; bytes that were written are still delivered.</summary>
    public abstract void Dispose();
}
