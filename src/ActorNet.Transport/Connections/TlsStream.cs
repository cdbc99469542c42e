using System.Threading.Tasks.Sources;

namespace ActorNet.Transport.Connections;

/// <summary>
/// The encrypted side of a <see cref="TlsConnection"/>, as the stream that TLS reads and writes. Reading completes only in <see cref="Pump"/>, on the thread that
/// calls it, and writing at once, into a buffer that <see cref="TryFlush"/> empties: so all that TLS does happens on its callers' threads, and never waits.
/// </summary>
internal sealed class TlsStream(Connection wire) : Stream, IValueTaskSource<int>
{
    /// <summary>Encrypted bytes that may wait for the wire: a few times what is encrypted at once.</summary>
    private const int MaxWaiting = 1 << 20;

    private readonly Lock _gate = new(); // of what waits to be written: whoever reads may have to answer, while another thread writes
    private ManualResetValueTaskSourceCore<int> _read;
    private Memory<byte> _wanted;
    private bool _isWanted;
    private byte[] _waiting = [];
    private int _start;
    private int _end;

    /// <summary>The first byte that was read; null before.</summary>
    public byte? FirstByte { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Gives TLS what it waits for, as far as it is there; what it does with it, it does before this returns.</summary>
    public void Pump()
    {
        while (_isWanted)
        {
            int count;
            try
            {
                if (!TryTake(_wanted, out count))
                    return;
            }
            catch (LinkClosedException broken)
            {
                _isWanted = false;
                _read.SetException(broken);
                return;
            }

            _isWanted = false;
            _read.SetResult(count);
        }
    }

    /// <summary>Writes what waits, as far as the wire takes it.</summary>
    /// <returns>Whether nothing waits any more.</returns>
    /// <exception cref="LinkClosedException">The wire is broken.</exception>
    public bool TryFlush()
    {
        lock (_gate)
        {
            while (_start < _end)
            {
                var count = wire.TryWrite(_waiting.AsSpan(_start, _end - _start));
                if (count == 0)
                    return false;
                _start += count;
            }

            (_start, _end) = (0, 0);
            return true;
        }
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (TryTake(buffer, out var count))
            return new(count);
        _read.Reset();
        (_wanted, _isWanted) = (buffer, true);
        return new(this, _read.Version);
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        // Nobody else writes it, where this is TLS's own: a part of the handshake.
        TryFlush();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_gate)
        {
            if (_end - _start + buffer.Length > MaxWaiting)
                throw new LinkClosedException($"{wire.RemoteEndPoint} does not read: {_end - _start} encrypted bytes wait for it.");
            if (_end + buffer.Length > _waiting.Length)
                MakeRoom(buffer.Length);
            buffer.CopyTo(_waiting.AsSpan(_end));
            _end += buffer.Length;
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Who reads synchronously would wait.");

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    private bool TryTake(Memory<byte> buffer, out int count)
    {
        if (buffer.IsEmpty)
        {
            count = 0;
            return true;
        }

        if (!wire.TryRead(buffer.Span, out count))
            return false;
        if (count > 0)
            FirstByte ??= buffer.Span[0];
        return true;
    }

    private void MakeRoom(int bytes)
    {
        var waiting = _waiting.AsSpan(_start, _end - _start);
        if (waiting.Length + bytes > _waiting.Length)
        {
            var larger = new byte[Math.Max(2 * _waiting.Length, waiting.Length + bytes)];
            waiting.CopyTo(larger);
            _waiting = larger;
        }
        else
        {
            waiting.CopyTo(_waiting);
        }

        (_start, _end) = (0, waiting.Length);
    }
}
