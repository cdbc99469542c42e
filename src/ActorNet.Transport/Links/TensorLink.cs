using System.Net;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using ActorNet.Learning;
using ActorNet.Learning.Gradients;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Security;

namespace ActorNet.Transport.Links;

/// <summary>
/// A connection between two processes that carries frames: a small header and, as raw little-endian numbers, parameters or gradients. Nothing is allocated for a
/// frame in steady state.
/// </summary>
/// <remarks>
/// <para>Receiving is for one thread at a time, and waits: <see cref="Receive"/>, then the payload by <see cref="Read(Span{byte})"/> and its kin or
/// <see cref="Skip"/>, then <see cref="EndFrame"/>, before which the numbers read must not be trusted.</para>
/// <para>Sending is for any thread, and never waits for the other side. On a closed link nothing is sent; who receives is told why it closed.</para>
/// <para>Both sides must always have somebody who receives, also where only one has anything to say: what the other side grants comes with its frames.</para>
/// </remarks>
internal sealed class TensorLink : IDisposable
{
    /// <summary>The longest payload that is copied when it is sent.</summary>
    public const int MaxCopiedBytes = 64 * 1024;

    private readonly Connection _wire;
    private readonly CreditWindow _credits = new();
    private readonly FrameReader _reader;
    private readonly FrameWriter _writer;
    private LinkClosedException? _end;

    /// <summary>Takes a connection over.</summary>
    /// <param name="wire">The connection; the link disposes of it.</param>
    /// <param name="limits">What the link accepts.</param>
    /// <exception cref="InvalidInputException">This machine is big-endian.</exception>
    public TensorLink(Connection wire, LinkLimits limits) : this(wire, limits, FrameReader.DefaultSpins) { }

    internal TensorLink(Connection wire, LinkLimits limits, int spins)
    {
        if (!BitConverter.IsLittleEndian)
            throw InvalidInputException.Of("This processor", "is big-endian", "a link to other processes carries numbers in little-endian order");
        _wire = wire;
        Limits = limits;
        _reader = new FrameReader(wire, limits, spins);
        _writer = new FrameWriter(wire, _credits);
    }

    /// <summary>What the link accepts now; may be changed at any time.</summary>
    public LinkLimits Limits { get; }

    /// <summary>The longest that <see cref="Receive"/> and the others wait for the next byte before they close the link; infinite unless set.</summary>
    public TimeSpan ReadTimeout
    {
        get => _reader.ReadTimeout;
        set => _reader.ReadTimeout = value;
    }

    /// <summary>What it has carried so far; for any thread.</summary>
    public LinkCounters Counters => new(_writer.Frames, _writer.Bytes, _reader.Frames, _reader.Bytes);

    /// <summary>This side's address.</summary>
    public EndPoint LocalEndPoint => _wire.LocalEndPoint;

    /// <summary>The other side's address.</summary>
    public EndPoint RemoteEndPoint => _wire.RemoteEndPoint;

    /// <summary>Whether the link is closed; <see cref="Receive"/> says why.</summary>
    public bool IsClosed => Volatile.Read(ref _end) is not null;

    /// <summary>Opens a link to a <see cref="TensorServer"/>.</summary>
    /// <param name="host">Its name or address; the addresses of a name are tried one after the other.</param>
    /// <param name="port">Its port.</param>
    /// <param name="certificates">What to show, and what to demand, by TLS; null for plain text.</param>
    /// <param name="limits">What the link accepts.</param>
    /// <param name="timeout">How long all of it may take.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="LinkClosedException">Nobody answers there, or not in time, or with another certificate than is demanded.</exception>
    public static async Task<TensorLink> ConnectAsync(
        string host, int port, NodeCertificates? certificates, LinkLimits limits, TimeSpan timeout, CancellationToken cancellation) =>
        new(await TcpConnector.ConnectAsync(host, port, certificates, timeout, cancellation).ConfigureAwait(false), limits);

    /// <summary>Waits for the next frame; the one before must have been ended.</summary>
    /// <returns>Its header.</returns>
    /// <exception cref="LinkClosedException">The link is closed, by either side or because what came is not acceptable.</exception>
    public FrameHeader Receive()
    {
        if (Volatile.Read(ref _end) is { } ended)
            throw Ended(ended);
        try
        {
            while (true)
            {
                var header = _reader.Next();
                if (header.Kind == FrameKind.Goodbye)
                    throw Goodbye((CloseReason)header.Value);
                if (header.Kind != FrameKind.Credit)
                {
                    return _credits.TryReceive()
                        ? header
                        : throw new LinkClosedException($"{RemoteEndPoint} sent more frames than it was granted.");
                }

                Hear(_reader.End());
            }
        }
        catch (LinkClosedException end)
        {
            throw Ended(end);
        }
    }

    /// <summary>Waits for the next frame, which must be of this kind.</summary>
    /// <returns>Its header.</returns>
    /// <exception cref="LinkClosedException">The link is closed, or the frame is another.</exception>
    public FrameHeader Await(FrameKind awaited)
    {
        var header = Receive();
        return header.Kind == awaited
            ? header
            : throw new LinkClosedException($"{RemoteEndPoint} sent {header.Kind} where {awaited} was awaited.");
    }

    /// <summary>Reads the next bytes of the payload.</summary>
    /// <exception cref="LinkClosedException">The link is closed, or the payload is shorter than that.</exception>
    public void Read(Span<byte> destination)
    {
        try
        {
            _reader.Read(destination);
        }
        catch (LinkClosedException end)
        {
            throw Ended(end);
        }
    }

    /// <summary>Reads the next numbers of the payload.</summary>
    /// <exception cref="LinkClosedException">The link is closed, or the payload is shorter than that.</exception>
    public void Read(float[] destination) => Read(MemoryMarshal.AsBytes(destination.AsSpan()));

    /// <summary>Reads the losses of slices and the sums of nodes, as many as <see cref="PartialGradient.Begin"/> has made room for.</summary>
    /// <exception cref="LinkClosedException">The link is closed, or the payload is shorter than that.</exception>
    public void Read(PartialGradient destination)
    {
        Read(MemoryMarshal.AsBytes(destination.SliceLosses));
        for (var node = 0; node < destination.NodeCount; node++)
            Read(destination.Sum(node));
    }

    /// <summary>Reads the rest of the payload as UTF-8.</summary>
    /// <exception cref="LinkClosedException">The link is closed, or the text is longer than <paramref name="maxBytes"/> or not UTF-8.</exception>
    public string ReadText(int maxBytes)
    {
        try
        {
            return _reader.ReadText(maxBytes);
        }
        catch (LinkClosedException end)
        {
            throw Ended(end);
        }
    }

    /// <summary>Reads the rest of the payload and forgets it.</summary>
    /// <exception cref="LinkClosedException">The link is closed.</exception>
    public void Skip()
    {
        try
        {
            _reader.Skip();
        }
        catch (LinkClosedException end)
        {
            throw Ended(end);
        }
    }

    /// <summary>Ends the frame, whose payload must have been read: what was read can be trusted now, and the other side may send one more.</summary>
    /// <exception cref="LinkClosedException">The checksum is wrong, or the payload longer than what was read.</exception>
    public void EndFrame()
    {
        try
        {
            var granted = _reader.End();
            _credits.Release();
            Hear(granted);
        }
        catch (LinkClosedException end)
        {
            throw Ended(end);
        }

        if (_credits.IsAnnouncementDue)
            _writer.AnnounceCredit();
    }

    /// <summary>Sends a frame without payload.</summary>
    public void Send(in FrameHeader header) => Send(header, default(FramePayload));

    /// <summary>Sends a frame with a copy of up to <see cref="MaxCopiedBytes"/> bytes.</summary>
    public void Send(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, MaxCopiedBytes, nameof(payload));
        Send(header, new FramePayload(payload));
    }

    /// <summary>Sends a frame with all of an array, which must not be written to until the other side has answered or the link is closed.</summary>
    public void Send(in FrameHeader header, float[] payload) => Send(header, new FramePayload(payload));

    /// <summary>
    /// Sends a frame with the losses of slices in float64 and then the sums of nodes in float32, which must not be written to until the other side has
    /// answered or the link is closed.
    /// </summary>
    public void Send(in FrameHeader header, PartialGradient payload) => Send(header, new FramePayload(payload));

    /// <summary>Sends a frame with bytes, which must not be written to until the other side has answered or the link is closed.</summary>
    public void Send(in FrameHeader header, ReadOnlyMemory<byte> payload) => Send(header, new FramePayload(payload));

    /// <summary>
    /// Closes the link: tells the other side why, if the connection takes that at once, and ends the waiting of whoever receives. Frames that wait are not sent.
    /// Only the first call counts.
    /// </summary>
    /// <param name="reason">Why, in one sentence.</param>
    /// <param name="meaning">What the end means to the other side.</param>
    public void Close(string reason, CloseReason meaning = CloseReason.Fault) =>
        End(new LinkClosedException(reason, meaning: meaning), saysGoodbye: true);

    /// <summary>Closes the link, if nobody has.</summary>
    public void Dispose() => Close("The link is no longer needed.");

    /// <summary>Takes what is there of the first frame, without waiting.</summary>
    /// <returns>Whether all of it is there, so that receiving it will not wait; it must be small.</returns>
    /// <exception cref="LinkClosedException">The link is closed, or what came is not acceptable.</exception>
    internal bool HasFirstFrame()
    {
        try
        {
            if (!_reader.TryPeek(out var header))
                return false;
            return header.Kind != FrameKind.Credit
                ? true
                : throw new LinkClosedException($"{RemoteEndPoint} sent {header.Kind} before it said who it is.");
        }
        catch (LinkClosedException end)
        {
            throw Ended(end);
        }
    }

    private void Send(in FrameHeader header, in FramePayload payload)
    {
        if (header.Kind is FrameKind.Goodbye or FrameKind.Credit)
            throw new ArgumentException($"{header.Kind} is sent by the link itself.", nameof(header));
        if (!_writer.TrySend(header, payload))
            Close($"{RemoteEndPoint} does not read: {FrameWriter.MaxWaiting} frames wait for it.");
    }

    private void Hear(long granted)
    {
        if (!_credits.TryHear(granted))
            throw new LinkClosedException($"{RemoteEndPoint} took back what it had granted.");
        _writer.OnGranted();
    }

    private LinkClosedException Goodbye(CloseReason meaning)
    {
        var reason = _reader.ReadText(LinkLimits.MaxGoodbyeBytes);
        _reader.End();
        return new LinkClosedException(reason.Length > 0 ? Printable(reason) : $"{RemoteEndPoint} said goodbye and nothing else.", isGoodbye: true, meaning);
    }

    /// <returns>Why the link is closed: <paramref name="end"/>, unless somebody else closed it before.</returns>
    private LinkClosedException Ended(LinkClosedException end)
    {
        var first = End(end, saysGoodbye: !end.IsGoodbye);
        return first == end ? end : new LinkClosedException(first.Message, first.IsGoodbye, first.Meaning);
    }

    private LinkClosedException End(LinkClosedException end, bool saysGoodbye)
    {
        if (Interlocked.CompareExchange(ref _end, end, null) is { } first)
            return first;
        Span<byte> text = stackalloc byte[LinkLimits.MaxGoodbyeBytes];
        Utf8.FromUtf16(end.Message, text, out _, out var length);
        _writer.Close(end.Meaning, saysGoodbye ? new FramePayload(text[..length]) : default);
        _wire.Dispose();
        return end;
    }

    /// <summary>The other side's words, without what a terminal would obey.</summary>
    private static string Printable(string text) => string.Create(text.Length, text, static (characters, source) =>
    {
        for (var i = 0; i < source.Length; i++)
            characters[i] = char.IsControl(source[i]) ? ' ' : source[i];
    });
}
