using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using ActorNet.Transport.Connections;

namespace ActorNet.Transport.Frames;

/// <summary>
/// Reads frames from a connection. Headers are checked before their payload is read, and payload is read directly into the caller's memory.
/// A length claimed by the peer never causes an allocation. Not thread-safe. Methods throw <see cref="LinkClosedException"/> if the
/// connection is closed or the input is not acceptable.
/// </summary>
internal sealed class FrameReader(Connection connection, LinkLimits limits, int spins)
{
    /// <summary>
    /// The size of the read buffer: a small frame is received with its header in one call, the end of a large one with the next header.
    /// </summary>
    public const int BufferBytes = 16 * 1024;

    /// <summary>
    /// Polls before the thread blocks, each but the first after a yield: 100 to 200 microseconds in all. Waking a blocked thread takes 30
    /// to 60 microseconds on a virtual machine; with two processes on two cores a short step took 30 to 40 % less time than without
    /// polling, and more polls gained nothing. Polling without a yield doubled the time when both sides shared a core.
    /// </summary>
    public const int DefaultSpins = 256;

    /// <summary>
    /// Within a payload of which more than this is missing, a thread does not poll before it blocks: the socket takes what comes meanwhile,
    /// so waking up late delays nothing, and polling would cost processor time for as long as the transfer takes. For the rest it polls as
    /// often as for one wait: over a slow network that is many, each for a packet or two.
    /// </summary>
    private const int MaxPolledBytes = 32 * 1024;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly XxHash3 _hash = new();
    private int _start;
    private int _end;
    private bool _isInFrame;
    private long _remaining;
    private long _frames;
    private long _bytes;
    private int _spins = spins;
    private int _payloadPolls; // left in this frame

    /// <summary>The longest wait for the next byte.</summary>
    public TimeSpan ReadTimeout { get; set; } = Timeout.InfiniteTimeSpan;

    public long Frames => Volatile.Read(ref _frames);

    public long Bytes => Volatile.Read(ref _bytes);

    private Span<byte> Buffer => _buffer;

    private int Buffered => _end - _start;

    /// <summary>How often to poll before the next wait.</summary>
    private int Polls => !_isInFrame ? _spins : _remaining > MaxPolledBytes ? 0 : _payloadPolls;

    /// <summary>From now on the thread blocks at once, where nobody waits for a single frame.</summary>
    public void StopPolling() => _spins = 0;

    /// <summary>Reads available bytes without blocking.</summary>
    /// <returns>Whether the buffer contains all of the next frame, which must fit into it.</returns>
    public bool TryPeek()
    {
        do
        {
            if (Buffered >= FrameCodec.HeaderBytes
                && Buffered >= FrameCodec.HeaderBytes + ParseHeader().PayloadBytes + FrameCodec.ChecksumBytes)
                return true;
        }
        while (TryFill());
        return false;
    }

    public FrameHeader ReadHeader()
    {
        if (_isInFrame)
            throw new InvalidOperationException("A frame must be ended before the next is received.");
        while (Buffered < FrameCodec.HeaderBytes)
            Fill();
        var header = ParseHeader();
        var bytes = Buffer.Slice(_start, FrameCodec.HeaderBytes);
        _hash.Reset();
        _hash.Append(bytes);
        _start += FrameCodec.HeaderBytes;
        _remaining = header.PayloadBytes;
        _payloadPolls = _spins;
        _isInFrame = true;
        return header;
    }

    public void Read(Span<byte> destination)
    {
        if (destination.Length > _remaining)
            throw new LinkClosedException(
                $"{connection.RemoteEndPoint} sent a payload that is {destination.Length - _remaining} bytes too short.");
        while (!destination.IsEmpty)
        {
            int count;
            if (Buffered > 0)
            {
                count = Math.Min(Buffered, destination.Length);
                Buffer.Slice(_start, count).CopyTo(destination);
                _start += count;
            }
            else if (destination.Length < BufferBytes)
            {
                Fill();
                continue;
            }
            else
            {
                count = WaitForBytes(destination);
            }

            _hash.Append(destination[..count]);
            _remaining -= count;
            destination = destination[count..];
        }
    }

    public void Skip()
    {
        while (_remaining > 0)
        {
            if (Buffered == 0)
                Fill();
            var count = (int)Math.Min(Buffered, _remaining);
            _hash.Append(Buffer.Slice(_start, count));
            _start += count;
            _remaining -= count;
        }
    }

    /// <summary>Reads the rest of the payload as UTF-8 of at most <paramref name="maxBytes"/>.</summary>
    public string ReadText(int maxBytes)
    {
        if (_remaining > maxBytes)
            throw new LinkClosedException(
                $"{connection.RemoteEndPoint} sent a text of {_remaining} bytes, where at most {maxBytes} are accepted.");
        var bytes = new byte[_remaining];
        Read(bytes);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new LinkClosedException($"{connection.RemoteEndPoint} sent a text that is not UTF-8.", error);
        }
    }

    /// <summary>Verifies the checksum after the payload was read.</summary>
    public void EndFrame()
    {
        if (!_isInFrame)
            throw new InvalidOperationException("There is no frame to end.");
        if (_remaining > 0)
            throw new LinkClosedException($"{connection.RemoteEndPoint} sent a payload that is {_remaining} bytes too long.");
        while (Buffered < FrameCodec.ChecksumBytes)
            Fill();
        var checksum = BinaryPrimitives.ReadUInt64LittleEndian(Buffer[_start..]);
        _start += FrameCodec.ChecksumBytes;
        if (_hash.GetCurrentHashAsUInt64() != checksum)
            throw new LinkClosedException($"{connection.RemoteEndPoint} sent a frame whose checksum is wrong.");
        _isInFrame = false;
        Volatile.Write(ref _frames, _frames + 1);
    }

    private FrameHeader ParseHeader()
    {
        var problem = FrameCodec.Read(Buffer.Slice(_start, FrameCodec.HeaderBytes), out var header) ?? limits.Check(header);
        return problem is null ? header : throw new LinkClosedException($"{connection.RemoteEndPoint} sent {problem}.");
    }

    private void Fill()
    {
        Compact();
        _end += WaitForBytes(Buffer[_end..]);
    }

    private bool TryFill()
    {
        Compact();
        if (!connection.TryRead(Buffer[_end..], out var count))
            return false;
        _end += CountReceived(count);
        return true;
    }

    private void Compact()
    {
        if (_start == 0)
            return;
        Buffer.Slice(_start, Buffered).CopyTo(Buffer);
        (_start, _end) = (0, Buffered);
    }

    private int WaitForBytes(Span<byte> destination)
    {
        while (true)
        {
            for (var polls = Polls; ; polls--)
            {
                if (connection.TryRead(destination, out var count))
                    return CountReceived(count);
                if (polls <= 0)
                    break;
                if (_isInFrame)
                    _payloadPolls--;
                Thread.Yield();
            }

            if (!connection.WaitReadable(ReadTimeout))
                throw new LinkClosedException($"{connection.RemoteEndPoint} sent nothing for {ReadTimeout.TotalSeconds} s.");
        }
    }

    private int CountReceived(int count)
    {
        if (count == 0)
        {
            if (!_isInFrame && TlsRecord.IsRecordStart(Buffer.Slice(_start, Buffered)))
                throw new LinkClosedException($"{connection.RemoteEndPoint} sent {TlsRecord.UnexpectedTls}.");
            throw new LinkClosedException(_isInFrame || Buffered > 0
                ? $"{connection.RemoteEndPoint} closed the connection in the middle of a frame."
                : $"{connection.RemoteEndPoint} closed the connection.");
        }

        Volatile.Write(ref _bytes, _bytes + count);
        return count;
    }
}
