using ActorNet.Transport.Connections;
using ActorNet.Transport.Links;

namespace ActorNet.Transport.Frames;

/// <summary>
/// Writes frames to a wire, whole and in the order in which they were given, each as soon as there is credit for it. Whoever gives a frame writes what the
/// wire takes at once; the rest is written by a thread of its own, so that nobody ever waits for the other side.
/// </summary>
internal sealed class FrameWriter
{
    /// <summary>Frames that may wait for credit or for the wire; one more means that the other side does not read.</summary>
    public const int MaxQueued = 64;

    private readonly Connection _wire;
    private readonly CreditWindow _credits;
    private readonly InFlightFrame _underWay;
    private readonly object _gate = new();
    private readonly Queue<Outgoing> _waiting = new(MaxQueued);
    private volatile int _waitingCount;
    private bool _isCreditWanted;
    private bool _isClosed;
    private Thread? _thread;
    private long _frames;

    private readonly record struct Outgoing(FrameHeader Header, FramePayload Payload);

    /// <summary>Makes a writer whose headers announce the grants of <paramref name="credits"/>.</summary>
    public FrameWriter(Connection wire, CreditWindow credits)
    {
        _wire = wire;
        _credits = credits;
        _underWay = new InFlightFrame(wire);
    }

    /// <summary>Frames written.</summary>
    public long Frames => Volatile.Read(ref _frames);

    /// <summary>Bytes written.</summary>
    public long Bytes => _underWay.Bytes;

    /// <summary>Gives a frame; after <see cref="Close"/>, or where the wire is broken, it is forgotten.</summary>
    /// <returns>False where too many wait already.</returns>
    public bool TrySend(in FrameHeader header, in FramePayload payload)
    {
        lock (_gate)
        {
            if (_isClosed || _waitingCount == MaxQueued)
            {
                payload.Return();
                return _isClosed;
            }

            _waiting.Enqueue(new Outgoing(header, payload));
            _waitingCount = _waiting.Count;
            // The reading thread writes a grant, passes a fence and looks here; this one writes, passes a fence and looks for a grant.
            Interlocked.MemoryBarrier();
            WriteUnlessUnderWay();
            return true;
        }
    }

    /// <summary>Announces the grant as soon as possible: with the next frame, or with one for nothing else.</summary>
    public void AnnounceCredit()
    {
        lock (_gate)
        {
            _isCreditWanted = true;
            WriteUnlessUnderWay();
        }
    }

    /// <summary>Writes what waited for credit: the other side may have granted more.</summary>
    public void OnCreditReceived()
    {
        if (_waitingCount == 0)
            return;
        lock (_gate)
            WriteUnlessUnderWay();
    }

    /// <summary>Forgets all frames, and takes no more.</summary>
    /// <param name="meaning">What the end means to the other side.</param>
    /// <param name="goodbye">A last frame's payload; it is written if the wire takes it at once and no other is under way. Or none.</param>
    public void Close(CloseReason meaning, in FramePayload goodbye)
    {
        lock (_gate)
        {
            if (_isClosed || _underWay.IsActive || goodbye.Length == 0)
            {
                goodbye.Return();
            }
            else
            {
                _underWay.Begin(new FrameHeader { Kind = FrameKind.Goodbye, Value = (long)meaning }, goodbye, _credits.Announce());
                TryWriteUnderWay();
            }

            Forget();
        }
    }

    private void WriteUnlessUnderWay()
    {
        if (!_underWay.IsActive)
            WriteAll();
    }

    /// <summary>Writes until nothing is left that may be sent, or the wire is full; then its thread goes on.</summary>
    private void WriteAll()
    {
        while (!_isClosed && (_underWay.IsActive || TryBegin()))
        {
            if (TryWriteUnderWay())
                continue;
            if (!_isClosed)
                LetThreadGoOn();
            return;
        }
    }

    private bool TryBegin()
    {
        var header = new FrameHeader { Kind = FrameKind.Credit };
        FramePayload payload = default;
        if (_waitingCount > 0 && _credits.TrySend())
        {
            (header, payload) = _waiting.Dequeue();
            _waitingCount = _waiting.Count;
        }
        else if (!_isCreditWanted)
        {
            return false;
        }

        _isCreditWanted = false;
        _underWay.Begin(header, payload, _credits.Announce());
        return true;
    }

    private bool TryWriteUnderWay()
    {
        try
        {
            if (!_underWay.TryWrite())
                return false;
            Volatile.Write(ref _frames, _frames + 1);
            return true;
        }
        catch (LinkClosedException)
        {
            // Whoever reads hears why, after what the other side may have said before: its goodbye.
            Forget();
            return false;
        }
    }

    private void Forget()
    {
        _isClosed = true;
        _underWay.End();
        foreach (var frame in _waiting)
            frame.Payload.Return();
        _waiting.Clear();
        _waitingCount = 0;
        Monitor.PulseAll(_gate);
    }

    private void LetThreadGoOn()
    {
        if (_thread is null)
        {
            _thread = new Thread(WriteWhenWritable) { Name = $"link to {_wire.RemoteEndPoint}", IsBackground = true };
            _thread.Start();
        }
        else
        {
            Monitor.PulseAll(_gate);
        }
    }

    private void WriteWhenWritable()
    {
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    while (!_underWay.IsActive && !_isClosed)
                        Monitor.Wait(_gate);
                    if (_isClosed)
                        return;
                }

                _wire.WaitWritable();
                lock (_gate)
                    WriteAll();
            }
        }
        catch (LinkClosedException)
        {
            // The wire was disposed of by whoever closed the link.
        }
    }
}
