using System.Net;
using ActorNet.Transport.Connections;

namespace ActorNet.Fuzz.Inputs;

/// <summary>
/// A connection in memory: reads return given bytes and then the end of the stream, and writes always succeed. For one reader and one
/// writer.
/// </summary>
/// <param name="input">What is read.</param>
/// <param name="pauses">Positions in the input with what is awaited before it is read on from there.</param>
internal sealed class MemoryConnection(ReadOnlyMemory<byte> input, SortedList<int, Action>? pauses = null) : Connection
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
        if (pauses is not null && pauses.TryGetValue(_position, out var wait))
            wait();
        var end = pauses?.Keys.FirstOrDefault(position => position > _position, input.Length) ?? input.Length;
        count = Math.Min(destination.Length, end - _position);
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
