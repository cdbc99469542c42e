using System.Buffers.Binary;
using System.IO.Hashing;
using ActorNet.Transport.Connections;

namespace ActorNet.Transport.Frames;

/// <summary>The frame that is being written to a non-blocking connection. Not thread-safe.</summary>
internal sealed class InFlightFrame(Connection connection)
{
    /// <summary>A frame up to this length is copied behind its header and written in one call; of a longer one, its first part.</summary>
    private const int ChunkBytes = 128 * 1024;

    /// <summary>The buffer size until a longer frame is sent: a peer that has not authenticated gets at most a goodbye.</summary>
    private const int FirstChunkBytes = 4 * 1024;

    private readonly XxHash3 _hash = new();
    private byte[] _chunk = new byte[FirstChunkBytes];
    private int _chunkLength;
    private int _chunkSent;
    private FramePayload _payload; // segment and offset are the position after the chunk
    private int _segment;
    private int _segmentOffset;
    private bool _hasChecksum;
    private long _bytes;

    public bool IsActive { get; private set; }

    /// <summary>The bytes written, of all frames.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Starts a frame; writes nothing yet. The payload is released at the end of the frame.</summary>
    public void Begin(in FrameHeader header, in FramePayload payload)
    {
        if (_chunk.Length < ChunkBytes && payload.Length > FirstChunkBytes - FrameCodec.HeaderBytes - FrameCodec.ChecksumBytes)
            _chunk = new byte[ChunkBytes];
        var head = _chunk.AsSpan(0, FrameCodec.HeaderBytes);
        FrameCodec.Write(header with { PayloadBytes = payload.Length }, head);
        _hash.Reset();
        _hash.Append(head);
        (_payload, _segment, _segmentOffset) = (payload, 0, 0);
        (_chunkLength, _chunkSent, _hasChecksum) = (FrameCodec.HeaderBytes, 0, false);
        FillChunk();
        IsActive = true;
    }

    /// <summary>Writes what the connection accepts; returns true once the frame is complete.</summary>
    public bool TryWrite()
    {
        while (true)
        {
            if (_chunkSent < _chunkLength)
            {
                var count = Write(_chunk.AsSpan(_chunkSent, _chunkLength - _chunkSent));
                if (count == 0)
                    return false;
                _chunkSent += count;
            }
            else if (_hasChecksum)
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

    /// <summary>Releases the frame, complete or not.</summary>
    public void End()
    {
        if (!IsActive)
            return;
        _payload.Return();
        _payload = default;
        IsActive = false;
    }

    /// <summary>Writes directly from the payload if at least a chunk of it is left.</summary>
    private bool TryWriteDirectly(out bool isFull)
    {
        isFull = false;
        if (_segment == _payload.SegmentCount)
            return false;
        var rest = _payload.Segment(_segment)[_segmentOffset..];
        if (rest.Length < _chunk.Length)
            return false;
        var count = Write(rest);
        _hash.Append(rest[..count]);
        Advance(count, rest.Length);
        isFull = count == 0;
        return true;
    }

    /// <summary>Copies the next part of the payload into the chunk, and the checksum after its end.</summary>
    private void FillChunk()
    {
        while (_segment < _payload.SegmentCount && _chunkLength < _chunk.Length)
        {
            var rest = _payload.Segment(_segment)[_segmentOffset..];
            var count = Math.Min(rest.Length, _chunk.Length - _chunkLength);
            var copy = _chunk.AsSpan(_chunkLength, count);
            rest[..count].CopyTo(copy);
            _hash.Append(copy);
            _chunkLength += count;
            Advance(count, rest.Length);
        }

        if (_segment < _payload.SegmentCount || _chunk.Length - _chunkLength < FrameCodec.ChecksumBytes)
            return;
        BinaryPrimitives.WriteUInt64LittleEndian(_chunk.AsSpan(_chunkLength), _hash.GetCurrentHashAsUInt64());
        _chunkLength += FrameCodec.ChecksumBytes;
        _hasChecksum = true;
    }

    private void Advance(int count, int rest) =>
        (_segment, _segmentOffset) = count == rest ? (_segment + 1, 0) : (_segment, _segmentOffset + count);

    private int Write(ReadOnlySpan<byte> bytes)
    {
        var count = connection.TryWrite(bytes);
        Volatile.Write(ref _bytes, _bytes + count);
        return count;
    }
}
