using System.Net;
using ActorNet.Transport.Connections;

namespace ActorNet.Fuzz.Inputs;

/// <summary>
/// A connection in memory: reads return given bytes and then the end of the stream, and writes always succeed. For one thread.
/// </summary>
internal sealed class MemoryConnection(ReadOnlyMemory<byte> input) : Connection
{
    private static readonly EndPoint Here = new DnsEndPoint("here", 1);
    private static readonly EndPoint There = new DnsEndPoint("there", 2);

    private readonly MemoryStream _output = new();
    private int _position;
    private bool _isDisposed;

    public override EndPoint LocalEndPoint => Here;

    public override EndPoint RemoteEndPoint => There;

    public byte[] Output => _output.ToArray();

    public override bool TryRead(Span<byte> destination, out int count)
    {
        ThrowIfDisposed();
        count = Math.Min(destination.Length, input.Length - _position);
        input.Span.Slice(_position, count).CopyTo(destination);
        _position += count;
        return true;
    }

    public override int TryWrite(ReadOnlySpan<byte> source)
    {
        ThrowIfDisposed();
        _output.Write(source);
        return source.Length;
    }

    public override bool WaitReadable(TimeSpan timeout) => true;

    public override void WaitWritable() => ThrowIfDisposed();

    public override void Dispose() => _isDisposed = true;

    private void ThrowIfDisposed()
    {
        if (_isDisposed)
            throw new LinkClosedException("The connection is closed.");
    }
}
