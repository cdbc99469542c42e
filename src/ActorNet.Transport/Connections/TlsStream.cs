using System.Threading.Tasks.Sources;

namespace ActorNet.Transport.Connections;

/// <summary>
/// The stream between <c>SslStream</c> and the inner connection, with the encrypted bytes. Reads complete only in <see cref="Pump"/>, on
/// its caller's thread. Writes complete at once, into a buffer that <see cref="TryFlush"/> empties. So all work of TLS runs on the callers'
/// threads and never blocks.
/// </summary>
internal sealed class TlsStream(Connection inner) : Stream, IValueTaskSource<int>
{
    /// <summary>The limit of encrypted bytes since the buffer was last empty: a multiple of what is encrypted in one step.</summary>
    private const int MaxPendingBytes = 1 << 20;

    // Guards the write buffer: the reading thread may have to send handshake messages while another thread writes.
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<int> _read;
    private Memory<byte> _readBuffer;
    private bool _isReadPending;
    private byte[] _pending = [];
    private int _start;
    private int _end;

    /// <summary>The first byte received; null before.</summary>
    public byte? FirstByte { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Completes the pending read with available bytes; TLS processes them before this method returns.</summary>
    public void Pump()
    {
        while (_isReadPending)
        {
            int count;
            try
            {
                if (!TryReadInner(_readBuffer, out count))
                    return;
            }
            catch (LinkClosedException closed)
            {
                _isReadPending = false;
                _read.SetException(closed);
                return;
            }

            _isReadPending = false;
            _read.SetResult(count);
        }
    }

    /// <summary>Writes buffered bytes; returns true once the buffer is empty.</summary>
    public bool TryFlush()
    {
        lock (_gate)
        {
            while (_start < _end)
            {
                var count = inner.TryWrite(_pending.AsSpan(_start, _end - _start));
                if (count == 0)
                    return false;
                _start += count;
            }

            (_start, _end) = (0, 0);
            return true;
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (TryReadInner(buffer, out var count))
            return new(count);
        _read.Reset();
        (_readBuffer, _isReadPending) = (buffer, true);
        return new(this, _read.Version);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        // A message of TLS itself, such as part of the handshake: no later call would flush it.
        TryFlush();
        return ValueTask.CompletedTask;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_gate)
        {
            if (_end + buffer.Length > MaxPendingBytes)
                throw new LinkClosedException($"{inner.RemoteEndPoint} does not read: {_end - _start} encrypted bytes wait for it.");
            if (_end + buffer.Length > _pending.Length)
                Array.Resize(ref _pending, Math.Max(2 * _pending.Length, _end + buffer.Length));
            buffer.CopyTo(_pending.AsSpan(_end));
            _end += buffer.Length;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A synchronous read would block.");

    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    private bool TryReadInner(Memory<byte> buffer, out int count)
    {
        if (buffer.IsEmpty)
        {
            count = 0;
            return true;
        }

        if (!inner.TryRead(buffer.Span, out count))
            return false;
        if (count > 0)
            FirstByte ??= buffer.Span[0];
        return true;
    }
}
