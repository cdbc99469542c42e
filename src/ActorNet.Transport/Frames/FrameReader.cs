using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using ActorNet.Transport.Connections;

namespace ActorNet.Transport.Frames;

/// <summary>
/// Takes frames from a wire, checked before their payload is read; payload goes straight where the caller wants it. Nothing is allocated by a length that
/// the other side claims. For one thread at a time.
/// </summary>
internal sealed class FrameReader(Connection wire, LinkLimits limits, int spins)
{
    /// <summary>The bytes that are read ahead: small frames come with their header in one call, and tails of large ones with the next header.</summary>
    public const int BufferBytes = 16 * 1024;

    /// <summary>
    /// Looks at the wire before the thread is parked, each but the first after a yield: 100 to 200 microseconds in all. To be woken takes 30 to 60 on a virtual
    /// machine, and with two processes on two cores a short step took 30 to 40 % less time than with none; more gained nothing. Spins
    /// without a yield doubled the time where both sides had to share a core.
    /// </summary>
    public const int DefaultSpins = 256;

    private readonly Memory<byte> _memory = PageAliasing.AllocatePages(BufferBytes);
    private readonly XxHash3 _hash = new();
    private int _start;
    private int _end;
    private bool _isInFrame;
    private long _length;
    private long _left;
    private long _granted;
    private long _frames;
    private long _bytes;

    /// <summary>The longest wait for the next byte.</summary>
    public TimeSpan ReadTimeout { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>Frames read to their end.</summary>
    public long Frames => Volatile.Read(ref _frames);

    /// <summary>Bytes taken from the wire.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    private Span<byte> Buffer => _memory.Span;

    private int Buffered => _end - _start;

    /// <summary>Takes what is there, without waiting.</summary>
    /// <param name="header">The header of the next frame, if all of it is there.</param>
    /// <returns>Whether all of the next frame is there; it must fit the buffer.</returns>
    /// <exception cref="LinkClosedException">The wire is broken, or what is there is not acceptable.</exception>
    public bool TryPeek(out FrameHeader header)
    {
        do
        {
            if (Buffered < FrameCodec.HeaderBytes)
                continue;
            header = Check(out _);
            if (Buffered >= FrameCodec.HeaderBytes + header.PayloadBytes + FrameCodec.ChecksumBytes)
                return true;
        }
        while (TryFill());
        header = default;
        return false;
    }

    /// <summary>Waits for a frame.</summary>
    /// <returns>Its header.</returns>
    /// <exception cref="LinkClosedException">The wire is broken, or what has come is not acceptable.</exception>
    public FrameHeader ReadHeader()
    {
        if (_isInFrame)
            throw new InvalidOperationException("A frame must be ended before the next is received.");
        while (Buffered < FrameCodec.HeaderBytes)
            Fill();
        var header = Check(out _granted);
        var bytes = Buffer.Slice(_start, FrameCodec.HeaderBytes);
        _hash.Reset();
        _hash.Append(bytes);
        _start += FrameCodec.HeaderBytes;
        _left = header.PayloadBytes;
        _length = FrameCodec.HeaderBytes + header.PayloadBytes;
        _isInFrame = true;
        return header;
    }

    /// <summary>Reads the next bytes of the payload.</summary>
    /// <exception cref="LinkClosedException">The wire is broken, or the payload is shorter.</exception>
    public void Read(Span<byte> destination)
    {
        if (destination.Length > _left)
            throw new LinkClosedException($"{wire.RemoteEndPoint} sent a payload that is {destination.Length - _left} bytes too short.");
        while (!destination.IsEmpty)
        {
            int count;
            if (Buffered > 0)
            {
                count = Math.Min(Buffered, destination.Length);
                PageAliasing.Copy(Buffer.Slice(_start, count), destination);
                _start += count;
            }
            else if (destination.Length < BufferBytes || PageAliasing.IsSlow((nint)(_length - _left), PageAliasing.AddressOf(destination)))
            {
                Fill();
                continue;
            }
            else
            {
                count = AwaitBytes(destination);
            }

            _hash.Append(destination[..count]);
            _left -= count;
            destination = destination[count..];
        }
    }

    /// <summary>Reads the rest of the payload and forgets it.</summary>
    /// <exception cref="LinkClosedException">The wire is broken.</exception>
    public void Skip()
    {
        while (_left > 0)
        {
            if (Buffered == 0)
                Fill();
            var count = (int)Math.Min(Buffered, _left);
            _hash.Append(Buffer.Slice(_start, count));
            _start += count;
            _left -= count;
        }
    }

    /// <summary>Reads the rest of the payload as UTF-8.</summary>
    /// <exception cref="LinkClosedException">The wire is broken, or the text is longer than <paramref name="maxBytes"/> or not UTF-8.</exception>
    public string ReadText(int maxBytes)
    {
        if (_left > maxBytes)
            throw new LinkClosedException($"{wire.RemoteEndPoint} sent a text of {_left} bytes, where at most {maxBytes} are accepted.");
        var bytes = new byte[_left];
        Read(bytes);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new LinkClosedException($"{wire.RemoteEndPoint} sent a text that is not UTF-8.", error);
        }
    }

    /// <summary>Ends the frame, whose payload must have been read.</summary>
    /// <returns>The frames that the other side has granted so far.</returns>
    /// <exception cref="LinkClosedException">The wire is broken, the checksum wrong, or the payload longer than what was read.</exception>
    public long EndFrame()
    {
        if (!_isInFrame)
            throw new InvalidOperationException("There is no frame to end.");
        if (_left > 0)
            throw new LinkClosedException($"{wire.RemoteEndPoint} sent a payload that is {_left} bytes too long.");
        while (Buffered < FrameCodec.ChecksumBytes)
            Fill();
        var checksum = BinaryPrimitives.ReadUInt64LittleEndian(Buffer[_start..]);
        _start += FrameCodec.ChecksumBytes;
        if (_hash.GetCurrentHashAsUInt64() != checksum)
            throw new LinkClosedException($"{wire.RemoteEndPoint} sent a frame whose checksum is wrong.");
        _isInFrame = false;
        Volatile.Write(ref _frames, _frames + 1);
        return _granted;
    }

    private FrameHeader Check(out long granted)
    {
        var wrong = FrameCodec.Read(Buffer.Slice(_start, FrameCodec.HeaderBytes), out var header, out granted) ?? limits.Check(header);
        return wrong is null ? header : throw new LinkClosedException($"{wire.RemoteEndPoint} sent {wrong}.");
    }

    private void Fill()
    {
        MakeRoom();
        _end += AwaitBytes(Buffer[_end..]);
    }

    private bool TryFill()
    {
        MakeRoom();
        if (!wire.TryRead(Buffer[_end..], out var count))
            return false;
        _end += Took(count);
        return true;
    }

    private void MakeRoom()
    {
        if (_start == 0)
            return;
        Buffer.Slice(_start, Buffered).CopyTo(Buffer);
        (_start, _end) = (0, Buffered);
    }

    private int AwaitBytes(Span<byte> destination)
    {
        while (true)
        {
            for (var spin = 0; ; spin++)
            {
                if (wire.TryRead(destination, out var count))
                    return Took(count);
                if (spin == spins)
                    break;
                Thread.Yield();
            }

            if (!wire.WaitReadable(ReadTimeout))
                throw new LinkClosedException($"{wire.RemoteEndPoint} said nothing for {ReadTimeout.TotalSeconds} s.");
        }
    }

    private int Took(int count)
    {
        if (count == 0)
        {
            if (!_isInFrame && TlsRecord.IsRecordStart(Buffer.Slice(_start, Buffered)))
                throw new LinkClosedException($"{wire.RemoteEndPoint} sent {TlsRecord.UnexpectedTls}.");
            throw new LinkClosedException(_isInFrame || Buffered > 0
                ? $"{wire.RemoteEndPoint} closed the connection in the middle of a frame."
                : $"{wire.RemoteEndPoint} closed the connection.");
        }

        Volatile.Write(ref _bytes, _bytes + count);
        return count;
    }
}
