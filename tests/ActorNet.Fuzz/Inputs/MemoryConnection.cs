using System.Net;
using ActorNet.Transport.Connections;

namespace ActorNet.Fuzz.Inputs;

/// <summary>A wire without a network: it gives some bytes and then the end of the stream, and takes whatever is written. For one thread.</summary>
internal sealed class MemoryConnection(ReadOnlyMemory<byte> input) : Connection
{
    private static readonly EndPoint Here = new DnsEndPoint("here", 1);
    private static readonly EndPoint There = new DnsEndPoint("there", 2);

    private readonly MemoryStream _output = new();
    private int _position;
    private bool _isDisposed;

    /// <inheritdoc/>
    public override EndPoint LocalEndPoint => Here;

    /// <inheritdoc/>
    public override EndPoint RemoteEndPoint => There;

    /// <summary>What was written.</summary>
    public byte[] Output => _output.ToArray();

    /// <inheritdoc/>
    public override bool TryRead(Span<byte> destination, out int count)
    {
        ThrowIfDisposed();
        count = Math.Min(destination.Length, input.Length - _position);
        input.Span.Slice(_position, count).CopyTo(destination);
        _position += count;
        return true;
    }

    /// <inheritdoc/>
    public override int TryWrite(ReadOnlySpan<byte> source)
    {
        ThrowIfDisposed();
        _output.Write(source);
        return source.Length;
    }

    /// <inheritdoc/>
    public override bool WaitReadable(TimeSpan timeout) => true;

    /// <inheritdoc/>
    public override void WaitWritable() => ThrowIfDisposed();

    /// <inheritdoc/>
    public override void Dispose() => _isDisposed = true;

    private void ThrowIfDisposed()
    {
        if (_isDisposed)
            throw new LinkClosedException("The wire is cut.");
    }
}
