using System.Text.Unicode;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;

namespace ActorNet.Transport.Frames;

/// <summary>
/// Writes frames to a connection in the order in which they were queued. The sending thread writes what the connection accepts at once; a
/// background thread writes the rest, so that senders never block on the peer.
/// </summary>
internal sealed class FrameWriter
{
    /// <summary>The limit of frames that wait for the connection. Above it the peer counts as not reading.</summary>
    public const int MaxQueued = 64;

    private readonly Connection _connection;
    private readonly InFlightFrame _inFlight;
    private readonly object _gate = new();
    private readonly Queue<QueuedFrame> _queue = new(MaxQueued);
    private bool _isClosed;
    private Thread? _thread;
    private long _frames;

    private readonly record struct QueuedFrame(FrameHeader Header, FramePayload Payload);

    public FrameWriter(Connection connection) => (_connection, _inFlight) = (connection, new InFlightFrame(connection));

    public long Frames => Volatile.Read(ref _frames);

    public long Bytes => _inFlight.Bytes;

    /// <summary>
    /// Queues a frame; discards it after <see cref="Close"/> or if the connection is broken. Returns false if the queue is full.
    /// </summary>
    public bool TrySend(in FrameHeader header, in FramePayload payload)
    {
        lock (_gate)
        {
            if (_isClosed || _queue.Count == MaxQueued)
            {
                payload.Return();
                return _isClosed;
            }

            _queue.Enqueue(new QueuedFrame(header, payload));
            if (!_inFlight.IsActive)
                WriteAll();
            return true;
        }
    }

    /// <summary>
    /// Discards queued frames and accepts no more. A goodbye is sent only if the connection accepts it at once and no frame is in flight.
    /// </summary>
    public void Close(WorkerExit? goodbye)
    {
        lock (_gate)
        {
            if (goodbye is not null && !_isClosed && !_inFlight.IsActive)
            {
                Span<byte> text = stackalloc byte[LinkLimits.MaxGoodbyeBytes];
                Utf8.FromUtf16(goodbye.Detail, text, out _, out var length);
                _inFlight.Begin(
                    new FrameHeader { Kind = FrameKind.Goodbye, Value = goodbye.Number }, new FramePayload(text[..length]));
                TryWriteInFlight();
            }

            DiscardAll();
        }
    }

    /// <summary>Writes until the queue is empty or the connection accepts no more; then the background thread continues.</summary>
    private void WriteAll()
    {
        while (!_isClosed && (_inFlight.IsActive || TryBeginNext()))
        {
            if (TryWriteInFlight())
                continue;
            if (!_isClosed)
                WakeWriterThread();
            return;
        }
    }

    private bool TryBeginNext()
    {
        if (!_queue.TryDequeue(out var next))
            return false;
        _inFlight.Begin(next.Header, next.Payload);
        return true;
    }

    private bool TryWriteInFlight()
    {
        try
        {
            if (!_inFlight.TryWrite())
                return false;
            Volatile.Write(ref _frames, _frames + 1);
            return true;
        }
        catch (LinkClosedException)
        {
            // The reading thread reports the cause, after frames that the peer sent before, such as its goodbye.
            DiscardAll();
            return false;
        }
    }

    private void DiscardAll()
    {
        _isClosed = true;
        _inFlight.End();
        foreach (var frame in _queue)
            frame.Payload.Return();
        _queue.Clear();
        Monitor.PulseAll(_gate);
    }

    private void WakeWriterThread()
    {
        if (_thread is null)
        {
            _thread = new Thread(RunWriterThread) { Name = $"link to {_connection.RemoteEndPoint}", IsBackground = true };
            _thread.Start();
        }
        else
        {
            Monitor.PulseAll(_gate);
        }
    }

    private void RunWriterThread()
    {
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    while (!_inFlight.IsActive && !_isClosed)
                        Monitor.Wait(_gate);
                    if (_isClosed)
                        return;
                }

                _connection.WaitWritable();
                lock (_gate)
                    WriteAll();
            }
        }
        catch (LinkClosedException)
        {
            // The link was closed.
        }
    }
}
