using System.IO.Hashing;

namespace ActorNet.Actors.Transport;

/// <summary>The frame that is being written to a wire, which takes it bit by bit. For one thread at a time.</summary>
internal sealed class FrameUnderWay(Wire wire)
{
    /// <summary>A frame up to this length goes in one call, copied behind its header; of a longer one this much.</summary>
    private const int ChunkBytes = 128 * 1024;

    /// <summary>What there is room for until a longer frame is sent: who has not yet said who it is gets no more than a goodbye.</summary>
    private const int FirstChunkBytes = 4 * 1024;

    private readonly XxHash3 _hash = new();
    private Memory<byte> _chunk = PageAliasing.AllocatePages(FirstChunkBytes);
    private int _chunkLength;
    private int _chunkSent;
    private FramePayload _payload; // what comes after the chunk begins there:
    private int _segment;
    private int _segmentTaken;
    private long _position;
    private long _bytes;

    /// <summary>Whether a frame has begun and not ended.</summary>
    public bool Exists { get; private set; }

    /// <summary>Bytes written, of all frames.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Begins a frame; nothing is written yet.</summary>
    /// <param name="header">Its header, but for the length of the payload.</param>
    /// <param name="payload">Its payload, which is given back at the end.</param>
    /// <param name="granted">The frames granted to the other side so far.</param>
    public void Begin(in FrameHeader header, in FramePayload payload, long granted)
    {
        if (_chunk.Length < ChunkBytes && payload.Length > FirstChunkBytes - FrameCodec.HeaderBytes)
            _chunk = PageAliasing.AllocatePages(ChunkBytes);
        var head = _chunk.Span[..FrameCodec.HeaderBytes];
        FrameCodec.Write(header with { PayloadBytes = payload.Length }, granted, head);
        _hash.Reset();
        _hash.Append(head);
        for (var i = 0; i < payload.SegmentCount; i++)
            _hash.Append(payload.Segment(i));
        FrameCodec.WriteChecksum(_hash.GetCurrentHashAsUInt64(), head);

        (_payload, _segment, _segmentTaken, _position) = (payload, 0, 0, 0);
        (_chunkLength, _chunkSent) = (FrameCodec.HeaderBytes, 0);
        FillChunk();
        Exists = true;
    }

    /// <summary>Writes what the wire takes, and ends the frame with its last byte.</summary>
    /// <returns>Whether the frame is written wholly.</returns>
    /// <exception cref="LinkClosedException">The wire is broken.</exception>
    public bool TryWrite()
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
            {
                End();
                return true;
            }

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

    /// <summary>Ends the frame, written or not.</summary>
    public void End()
    {
        if (!Exists)
            return;
        _payload.Return();
        _payload = default;
        Exists = false;
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

    private int Write(ReadOnlySpan<byte> bytes)
    {
        var count = wire.TryWrite(bytes);
        _position += count;
        Volatile.Write(ref _bytes, _bytes + count);
        return count;
    }
}
