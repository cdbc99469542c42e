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
    private const int ChunkBytes = 128 * 1024;

    /// <summary>What there is room for until a longer frame is sent: who has not yet said who it is gets no more than a goodbye.</summary>
    private const int FirstChunkBytes = 4 * 1024;

    private readonly Wire _wire;
    private readonly CreditWindow _credits;
    private readonly object _gate = new();
    private readonly XxHash3 _hash = new();
    private Memory<byte> _chunk = PageAliasing.AllocatePages(FirstChunkBytes);
    private readonly Outgoing[] _waiting = new Outgoing[MaxWaiting];
    private int _firstWaiting;
    private volatile int _waitingCount;

    // The frame under way: a copy of some of it that is being written, and where in the payload what comes after it begins.
    private bool _isUnderWay;
    private int _chunkLength;
    private int _chunkSent;
    private FramePayload _payload;
    private int _segment;
    private int _segmentTaken;
    private long _position;

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
    /// <param name="goodbye">A last frame, written if the wire takes it at once and no other is under way.</param>
    public void Close(in FramePayload goodbye)
    {
        lock (_gate)
        {
            if (!_isClosed && !_isUnderWay && goodbye.Length > 0)
            {
                Begin(new FrameHeader { Kind = FrameKind.Goodbye, PayloadBytes = goodbye.Length }, goodbye);
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
        if (_chunk.Length < ChunkBytes && header.PayloadBytes > FirstChunkBytes - FrameCodec.HeaderBytes)
            _chunk = PageAliasing.AllocatePages(ChunkBytes);
        var head = _chunk.Span[..FrameCodec.HeaderBytes];
        FrameCodec.Write(header, _credits.Announce(), head);
        _isCreditWanted = false;
        _hash.Reset();
        _hash.Append(head);
        for (var i = 0; i < payload.SegmentCount; i++)
            _hash.Append(payload.Segment(i));
        FrameCodec.WriteChecksum(_hash.GetCurrentHashAsUInt64(), head);

        (_payload, _segment, _segmentTaken, _position) = (payload, 0, 0, 0);
        (_chunkLength, _chunkSent) = (FrameCodec.HeaderBytes, 0);
        FillChunk();
        _isUnderWay = true;
    }

    private void FillChunk()
    {
        while (_segment < _payload.SegmentCount && _chunkLength < _chunk.Length)
        {
            var rest = _payload.Segment(_segment)[_segmentTaken..];
            var count = Math.Min(rest.Length, _chunk.Length - _chunkLength);
            PageAliasing.Copy(rest[..count], _chunk.Span[_chunkLength..]);
            _chunkLength += count;
            Advance(count, rest.Length);
        }
    }

    private void Advance(int count, int rest) => (_segment, _segmentTaken) = count == rest ? (_segment + 1, 0) : (_segment, _segmentTaken + count);

    /// <returns>Whether the frame is written wholly.</returns>
    private bool TryWriteUnderWay()
    {
        try
        {
            while (true)
            {
                while (_chunkSent < _chunkLength)
                {
                    var count = Write(_chunk.Span[_chunkSent.._chunkLength]);
                    if (count == 0)
                        return false;
                    _chunkSent += count;
                }

                (_chunkLength, _chunkSent) = (0, 0);
                if (_segment == _payload.SegmentCount)
                    break;
                var rest = _payload.Segment(_segment)[_segmentTaken..];
                if (rest.Length < _chunk.Length || PageAliasing.IsSlow(PageAliasing.AddressOf(rest), target: (nint)_position))
                {
                    FillChunk();
                }
                else
                {
                    var count = Write(rest);
                    if (count == 0)
                        return false;
                    Advance(count, rest.Length);
                }
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

    private int Write(ReadOnlySpan<byte> bytes)
    {
        var count = _wire.TryWrite(bytes);
        _position += count;
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
