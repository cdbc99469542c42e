using System.Buffers.Binary;
using System.IO.Hashing;
using ActorNet.Transport.Connections;

namespace ActorNet.Transport.Frames;

/// <summary>The frame that is being written to a wire, which takes it bit by bit. For one thread at a time.</summary>
internal sealed class InFlightFrame(Connection wire)
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
    private bool _isChecksumTaken;
    private long _position;
    private long _bytes;

    /// <summary>Whether a frame has begun and not ended.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Bytes written, of all frames.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Begins a frame; nothing is written yet.</summary>
    /// <param name="header">Its header, but for the length of the payload.</param>
    /// <param name="payload">Its payload, which is given back at the end.</param>
    /// <param name="granted">The frames granted to the other side so far.</param>
    public void Begin(in FrameHeader header, in FramePayload payload, long granted)
    {
        if (_chunk.Length < ChunkBytes && payload.Length > FirstChunkBytes - FrameCodec.HeaderBytes - FrameCodec.ChecksumBytes)
            _chunk = PageAliasing.AllocatePages(ChunkBytes);
        var head = _chunk.Span[..FrameCodec.HeaderBytes];
        FrameCodec.Write(header with { PayloadBytes = payload.Length }, granted, head);
        _hash.Reset();
        _hash.Append(head);
        (_payload, _segment, _segmentTaken, _position) = (payload, 0, 0, 0);
        (_chunkLength, _chunkSent, _isChecksumTaken) = (FrameCodec.HeaderBytes, 0, false);
        FillChunk();
        IsActive = true;
    }

    /// <summary>Writes what the wire takes, and ends the frame with its last byte.</summary>
    /// <returns>Whether the frame is written wholly.</returns>
    /// <exception cref="LinkClosedException">The wire is broken.</exception>
    public bool TryWrite()
    {
        while (true)
        {
            if (_chunkSent < _chunkLength)
            {
                var count = Write(_chunk.Span[_chunkSent.._chunkLength]);
                if (count == 0)
                    return false;
                _chunkSent += count;
            }
            else if (_isChecksumTaken)
            {
                End();
                return true;
            }
            else if (!TryWriteDirectly(out var isFull))
            {
                (_chunkLength, _chunkSent) = (0, 0);
                FillChunk();
            }
            else if (isFull)
            {
                return false;
            }
        }
    }

    /// <summary>Ends the frame, written or not.</summary>
    public void End()
    {
        if (!IsActive)
            return;
        _payload.Return();
        _payload = default;
        IsActive = false;
    }

    /// <summary>Writes from where the payload lies, if enough of it is left there and the copy is not slow.</summary>
    private bool TryWriteDirectly(out bool isFull)
    {
        isFull = false;
        if (_segment == _payload.SegmentCount)
            return false;
        var rest = _payload.Segment(_segment)[_segmentTaken..];
        if (rest.Length < _chunk.Length || PageAliasing.IsSlow(PageAliasing.AddressOf(rest), target: (nint)_position))
            return false;
        var count = Write(rest);
        _hash.Append(rest[..count]);
        Advance(count, rest.Length);
        isFull = count == 0;
        return true;
    }

    /// <summary>Copies what comes next into the chunk, and behind the end of the payload the checksum.</summary>
    private void FillChunk()
    {
        while (_segment < _payload.SegmentCount && _chunkLength < _chunk.Length)
        {
            var rest = _payload.Segment(_segment)[_segmentTaken..];
            var count = Math.Min(rest.Length, _chunk.Length - _chunkLength);
            var copy = _chunk.Span.Slice(_chunkLength, count);
            PageAliasing.Copy(rest[..count], copy);
            _hash.Append(copy);
            _chunkLength += count;
            Advance(count, rest.Length);
        }

        if (_segment < _payload.SegmentCount || _chunk.Length - _chunkLength < FrameCodec.ChecksumBytes)
            return;
        BinaryPrimitives.WriteUInt64LittleEndian(_chunk.Span[_chunkLength..], _hash.GetCurrentHashAsUInt64());
        _chunkLength += FrameCodec.ChecksumBytes;
        _isChecksumTaken = true;
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
