using System.Net;
using ActorNet.Interleavings.Scheduling;
using ActorNet.Transport.Connections;

namespace ActorNet.Interleavings;

/// <summary>A connection whose peer reads when the scheduler lets it: it accepts as many bytes as there is room for.</summary>
internal sealed class SlowConnection : Connection
{
    private readonly TestMonitor _monitor = new();
    private readonly List<byte> _output = [];
    private int _room;
    private bool _isDisposed;

    public override EndPoint LocalEndPoint { get; } = new DnsEndPoint("here", 1);

    public override EndPoint RemoteEndPoint { get; } = new DnsEndPoint("there", 2);

    /// <summary>Not while threads run.</summary>
    public byte[] Output => [.. _output];

    /// <summary>Reads so many bytes, some at a time, unless the connection is closed before.</summary>
    public void ReadAll(int count, int atOnce)
    {
        for (var read = 0; read < count && !_isDisposed; read += atOnce)
            _monitor.Await(() => _room == 0 || _isDisposed, () => _room += atOnce);
    }

    /// <summary>Waits until the peer has so many bytes, or the connection is closed.</summary>
    public void AwaitOutput(int count) => _monitor.Await(() => _output.Count >= count || _isDisposed);

    public override bool TryRead(Span<byte> destination, out int count) => throw new NotSupportedException();

    public override int TryWrite(ReadOnlySpan<byte> source)
    {
        Operations.Point();
        ThrowIfDisposed();
        var bytes = source[..Math.Min(source.Length, _room)].ToArray();
        _monitor.Do(() =>
        {
            _output.AddRange(bytes);
            _room -= bytes.Length;
        });
        return bytes.Length;
    }

    public override bool WaitReadable(TimeSpan timeout) => throw new NotSupportedException();

    public override void WaitWritable()
    {
        _monitor.Await(() => _room > 0 || _isDisposed);
        ThrowIfDisposed();
    }

    public override void Dispose() => _monitor.Do(() => _isDisposed = true);

    private void ThrowIfDisposed()
    {
        if (_isDisposed)
            throw new LinkClosedException("The connection was closed.");
    }
}
