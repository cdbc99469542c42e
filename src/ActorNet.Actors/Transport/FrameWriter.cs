using System.IO.Hashing;

namespace ActorNet.Actors.Transport;

/// <summary>
/// Writes frames to a wire, whole and in the order in which they were given, each as soon as there is credit for it. Whoever gives a frame writes what the
/// wire takes at once; the rest is written by a thread of its own, so that nobody ever waits for the other side.
/// </summary>
internal sealed class FrameWriter
{
    /// <summary>Frames that may wait for credit or for the wire; one more means that the other side does not read.</summary>
    public const int MaxWaiting = 64;

    /// <summary>A frame up to this length goes in one call, copied behind its header; of a longer one this much.</summary>
    private const int HeadBytes = 16 * 1024;

    private readonly Wire _wire;
    private readonly CreditWindow _credits;
    private readonly object _gate = new();
    private readonly XxHash3 _hash = new();
    private readonly byte[] _head = GC.AllocateUninitializedArray<byte>(HeadBytes);
    private readonly Outgoing[] _waiting = new Outgoing[MaxWaiting];
    private int _firstWaiting;
    private volatile int _waitingCount;

    // The frame under way: first the head, then what is left of the payload.
    private bool _isUnderWay;
    private int _headLength;
    private int _headSent;
    private FramePayload _payload;
    private int _segment;
    private int _segmentSent;

    private bool _isCreditWanted;
    private bool _isClosed;
    private Thread? _thread;
    private long _frames;
    private long _bytes;

    private readonly record struct Outgoing(FrameHeader Header, FramePayload Payload);

    /// <summary>Makes a writer whose headers announce the grants of <paramref name="credits"/>.</summary>
    public FrameWriter(Wire wire, CreditWindow credits)
    {
        _wire = wire;
        _credits = credits;
    }

    /// <summary>Frames written.</summary>
    public long Frames => Volatile.Read(ref _frames);

    /// <summary>Bytes written.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Gives a frame; after <see cref="Close"/>, or where the wire is broken, it is forgotten.</summary>
    /// <returns>False where too many wait already.</returns>
    public bool TrySend(in FrameHeader header, in FramePayload payload)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                payload.Return();
                return true;
            }

            if (_waitingCount == MaxWaiting)
            {
                payload.Return();
                return false;
            }

            _waiting[(_firstWaiting + _waitingCount) % MaxWaiting] = new Outgoing(header with { PayloadBytes = payload.Length }, payload);
            _waitingCount++;
            Interlocked.MemoryBarrier(); // against CreditWindow.TryHear and OnGranted
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

    /// <summary>Writes what waited for credit: the other side has granted more.</summary>
    public void OnGranted()
    {
        if (_waitingCount == 0)
            return;
        lock (_gate)
            WriteUnlessUnderWay();
    }

    /// <summary>Forgets all frames, and takes no more.</summary>
    /// <param name="meaning">What the end means to the other side.</param>
    /// <param name="goodbye">A last frame, written if the wire takes it at once and no other is under way.</param>
    public void Close(LinkEnd meaning, in FramePayload goodbye)
    {
        lock (_gate)
        {
            if (!_isClosed && !_isUnderWay && goodbye.Length > 0)
            {
                Begin(new FrameHeader { Kind = FrameKind.Goodbye, Value = (long)meaning, PayloadBytes = goodbye.Length }, goodbye);
                TryWriteUnderWay();
            }

            Forget();
        }
    }

    private void WriteUnlessUnderWay()
    {
        if (!_isUnderWay && !_isClosed)
            WriteAll();
    }

    /// <summary>Writes until nothing is left that may be sent, or the wire is full; then its thread goes on.</summary>
    private void WriteAll()
    {
        while (_isUnderWay || TryBegin())
        {
            if (!TryWriteUnderWay())
            {
                if (!_isClosed)
                    LetThreadGoOn();
                return;
            }
        }
    }

    private bool TryBegin()
    {
        if (_waitingCount > 0 && _credits.TrySend())
        {
            ref var next = ref _waiting[_firstWaiting];
            Begin(next.Header, next.Payload);
            next = default;
            _firstWaiting = (_firstWaiting + 1) % MaxWaiting;
            _waitingCount--;
        }
        else if (_isCreditWanted)
        {
            Begin(new FrameHeader { Kind = FrameKind.Credit }, default);
        }

        return _isUnderWay;
    }

    private void Begin(in FrameHeader header, in FramePayload payload)
    {
        FrameCodec.Write(header, _credits.Announce(), _head);
        _isCreditWanted = false;
        _hash.Reset();
        _hash.Append(_head.AsSpan(0, FrameCodec.HeaderBytes));
        for (var i = 0; i < payload.SegmentCount; i++)
            _hash.Append(payload.Segment(i));
        FrameCodec.WriteChecksum(_hash.GetCurrentHashAsUInt64(), _head);

        (_payload, _segment, _segmentSent) = (payload, 0, 0);
        (_headLength, _headSent) = (FrameCodec.HeaderBytes, 0);
        while (_segment < payload.SegmentCount && _headLength < HeadBytes)
        {
            var rest = payload.Segment(_segment)[_segmentSent..];
            var count = Math.Min(rest.Length, HeadBytes - _headLength);
            rest[..count].CopyTo(_head.AsSpan(_headLength));
            _headLength += count;
            Advance(count, rest.Length);
        }

        _isUnderWay = true;
    }

    /// <returns>Whether the frame is written wholly.</returns>
    private bool TryWriteUnderWay()
    {
        try
        {
            while (_headSent < _headLength)
            {
                var count = Write(_head.AsSpan(_headSent, _headLength - _headSent));
                if (count == 0)
                    return false;
                _headSent += count;
            }

            while (_segment < _payload.SegmentCount)
            {
                var rest = _payload.Segment(_segment)[_segmentSent..];
                var count = rest.IsEmpty ? 0 : Write(rest);
                if (count == 0 && !rest.IsEmpty)
                    return false;
                Advance(count, rest.Length);
            }
        }
        catch (LinkClosedException)
        {
            // Whoever reads hears why, after what the other side may have said before: its goodbye.
            Forget();
            return false;
        }

        EndUnderWay();
        Volatile.Write(ref _frames, _frames + 1);
        return true;
    }

    private void Advance(int count, int rest) => (_segment, _segmentSent) = count == rest ? (_segment + 1, 0) : (_segment, _segmentSent + count);

    private int Write(ReadOnlySpan<byte> bytes)
    {
        var count = _wire.TryWrite(bytes);
        Volatile.Write(ref _bytes, _bytes + count);
        return count;
    }

    private void EndUnderWay()
    {
        _payload.Return();
        _payload = default;
        _isUnderWay = false;
    }

    private void Forget()
    {
        _isClosed = true;
        if (_isUnderWay)
            EndUnderWay();
        foreach (ref var waiting in _waiting.AsSpan())
        {
            waiting.Payload.Return();
            waiting = default;
        }

        _waitingCount = 0;
        Monitor.PulseAll(_gate);
    }

    private void LetThreadGoOn()
    {
        if (_thread is not null)
        {
            Monitor.PulseAll(_gate);
            return;
        }

        _thread = new Thread(WriteWhenWritable) { Name = $"link to {_wire.RemoteEndPoint}", IsBackground = true };
        _thread.Start();
    }

    private void WriteWhenWritable()
    {
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    while (!_isUnderWay && !_isClosed)
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
