using System.Net;
using ActorNet.Transport.Connections;

namespace ActorNet.Testing;

/// <summary>An in-memory connection with scripted input and limited room for output.</summary>
internal sealed class ScriptedConnection : Connection
{
    private readonly object _gate = new();
    private readonly Queue<byte> _input = new();
    private readonly List<byte> _output = [];
    private bool _isInputEnded;
    private bool _isDisposed;
    private int _room;

    /// <summary>The maximum bytes per read.</summary>
    public int ReadAtMost { get; init; } = int.MaxValue;

    /// <summary>The maximum bytes per write.</summary>
    public int WriteAtMost { get; init; } = int.MaxValue;

    /// <summary>Whether <see cref="WaitWritable"/> never completes.</summary>
    public bool NeverSignalsWritable { get; init; }

    public override EndPoint LocalEndPoint { get; } = new DnsEndPoint("here", 1);

    public override EndPoint RemoteEndPoint { get; } = new DnsEndPoint("there", 2);

    public byte[] Output
    {
        get
        {
            lock (_gate)
                return [.. _output];
        }
    }

    /// <summary>Adds input from the peer; <paramref name="end"/> ends the stream after it.</summary>
    public void Put(ReadOnlySpan<byte> bytes, bool end = false)
    {
        lock (_gate)
        {
            foreach (var value in bytes)
                _input.Enqueue(value);
            _isInputEnded |= end;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Accepts that many more bytes of output.</summary>
    public void MakeRoom(int bytes)
    {
        lock (_gate)
        {
            _room = (int)Math.Min(int.MaxValue, (long)_room + bytes);
            Monitor.PulseAll(_gate);
        }
    }

    public override bool TryRead(Span<byte> destination, out int count)
    {
        lock (_gate)
        {
            ThrowIfDisposed();
            for (count = 0; count < Math.Min(destination.Length, ReadAtMost) && _input.Count > 0; count++)
                destination[count] = _input.Dequeue();
            return count > 0 || _isInputEnded;
        }
    }

    public override int TryWrite(ReadOnlySpan<byte> source)
    {
        lock (_gate)
        {
            ThrowIfDisposed();
            var count = Math.Min(Math.Min(source.Length, WriteAtMost), _room);
            _output.AddRange(source[..count]);
            _room -= count;
            return count;
        }
    }

    public override bool WaitReadable(TimeSpan timeout) => Wait(() => _input.Count > 0 || _isInputEnded, timeout);

    public override void WaitWritable() => Wait(() => _room > 0 && !NeverSignalsWritable, LinkPair.ResponseTimeout);

    public override void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private bool Wait(Func<bool> condition, TimeSpan timeout)
    {
        lock (_gate)
        {
            while (!_isDisposed && !condition())
            {
                if (!Monitor.Wait(_gate, timeout))
                    return false;
            }

            ThrowIfDisposed();
            return true;
        }
    }

    private void ThrowIfDisposed()
    {
        if (_isDisposed)
            throw new LinkClosedException("The scripted connection was closed.");
    }
}
