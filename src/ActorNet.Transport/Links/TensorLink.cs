using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using ActorNet.Learning;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Security;

namespace ActorNet.Transport.Links;

/// <summary>
/// A connection that carries frames: a small header and parameters or gradients as raw little-endian numbers. Allocates nothing per frame
/// in steady state.
/// </summary>
/// <remarks>
/// <para>Receiving blocks and belongs to one thread at a time: <see cref="Receive"/>, then the <see cref="Read(Span{byte})"/> methods or
/// <see cref="Skip"/>, then <see cref="EndFrame"/>, which verifies the data. These methods throw <see cref="LinkClosedException"/> if the
/// link is closed or the input is not acceptable.</para>
/// <para>Sending is thread-safe and never blocks on the peer. A closed link discards frames; the receiver gets the cause.</para>
/// </remarks>
internal sealed class TensorLink : IDisposable
{
    /// <summary>The maximum payload that is copied when it is sent.</summary>
    public const int MaxCopiedBytes = 64 * 1024;

    private readonly Connection _connection;
    private readonly FrameReader _reader;
    private readonly FrameWriter _writer;
    private LinkClosedException? _closed;

    /// <summary>Takes ownership of the connection.</summary>
    /// <exception cref="InvalidInputException">This machine is big-endian.</exception>
    public TensorLink(Connection connection, LinkLimits limits) : this(connection, limits, FrameReader.DefaultSpins) { }

    internal TensorLink(Connection connection, LinkLimits limits, int spins)
    {
        if (!BitConverter.IsLittleEndian)
            throw InvalidInputException.Of(
                "This processor", "is big-endian", "a link to other processes carries numbers in little-endian order");
        _connection = connection;
        Limits = limits;
        _reader = new FrameReader(connection, limits, spins);
        _writer = new FrameWriter(connection);
    }

    public LinkLimits Limits { get; }

    /// <summary>The longest wait for the next byte before the link is closed; infinite by default.</summary>
    public TimeSpan ReadTimeout
    {
        get => _reader.ReadTimeout;
        set => _reader.ReadTimeout = value;
    }

    /// <summary>Thread-safe.</summary>
    public LinkCounters Counters => new(_writer.Frames, _writer.Bytes, _reader.Frames, _reader.Bytes);

    public EndPoint LocalEndPoint => _connection.LocalEndPoint;

    public EndPoint RemoteEndPoint => _connection.RemoteEndPoint;

    public bool IsClosed => Volatile.Read(ref _closed) is not null;

    /// <summary>
    /// Opens a link to a <see cref="TensorServer"/>, in plain text without certificates. All addresses of a host are tried in turn; the
    /// timeout includes the handshake.
    /// </summary>
    public static async Task<TensorLink> ConnectAsync(
        string host, int port, NodeCertificates? certificates, LinkLimits limits, TimeSpan timeout, CancellationToken cancellation) =>
        new(await TcpConnector.ConnectAsync(host, port, certificates, timeout, cancellation).ConfigureAwait(false), limits);

    /// <summary>Opens a link with a one-time token: sends it in Hello, and waits for Welcome. The link accepts nothing else yet.</summary>
    /// <exception cref="LinkClosedException">There is no connection, or the token is not accepted in time.</exception>
    public static TensorLink Open(Endpoint endpoint, NodeCertificates? certificates, in FrameHeader header, string token, TimeSpan timeout)
    {
        var limits = new LinkLimits().Allow(FrameKind.Welcome, 0);
        var link = ConnectAsync(endpoint.Host, endpoint.Port, certificates, limits, timeout, CancellationToken.None).GetAwaiter().GetResult();
        try
        {
            link.ReadTimeout = timeout;
            link.Send(header with { Kind = FrameKind.Hello }, Encoding.UTF8.GetBytes(token).AsSpan());
            link.Receive(); // Welcome: nothing else is allowed
            link.EndFrame();
            link.ReadTimeout = Timeout.InfiniteTimeSpan;
            limits.Forbid(FrameKind.Welcome);
            return link;
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    /// <summary>
    /// From now on receiving blocks at once: a frame is noticed up to 60 microseconds later, and waiting costs no processor time.
    /// </summary>
    public void StopPolling() => _reader.StopPolling();

    /// <summary>Waits for the header of the next frame; the previous one must have been ended.</summary>
    public FrameHeader Receive()
    {
        if (Volatile.Read(ref _closed) is { } ended)
            throw CloseWith(ended);
        try
        {
            var header = _reader.ReadHeader();
            return header.Kind != FrameKind.Goodbye ? header : throw ReadGoodbye((WorkerExitReason)header.Value);
        }
        catch (LinkClosedException end)
        {
            throw CloseWith(end);
        }
    }

    /// <summary>Waits for the next frame; one of another kind closes the link.</summary>
    public FrameHeader ReceiveExpected(FrameKind expected)
    {
        var header = Receive();
        return header.Kind == expected
            ? header
            : throw new LinkClosedException($"{RemoteEndPoint} sent {header.Kind} where {expected} was expected.");
    }

    public void Read(Span<byte> destination)
    {
        try
        {
            _reader.Read(destination);
        }
        catch (LinkClosedException end)
        {
            throw CloseWith(end);
        }
    }

    public void Read(float[] destination) => Read(MemoryMarshal.AsBytes(destination.AsSpan()));

    /// <summary>Reads the losses of slices and the sums of nodes for which <see cref="PartialGradient.Begin"/> has made room.</summary>
    public void Read(PartialGradient destination)
    {
        Read(MemoryMarshal.AsBytes(destination.SliceLosses));
        for (var node = 0; node < destination.NodeCount; node++)
            Read(destination.Sum(node));
    }

    /// <summary>Reads the rest of the payload as UTF-8 of at most <paramref name="maxBytes"/>.</summary>
    public string ReadText(int maxBytes)
    {
        try
        {
            return _reader.ReadText(maxBytes);
        }
        catch (LinkClosedException end)
        {
            throw CloseWith(end);
        }
    }

    public void Skip()
    {
        try
        {
            _reader.Skip();
        }
        catch (LinkClosedException end)
        {
            throw CloseWith(end);
        }
    }

    /// <summary>Verifies the frame after its payload was read: only then are the data valid.</summary>
    public void EndFrame()
    {
        try
        {
            _reader.EndFrame();
        }
        catch (LinkClosedException end)
        {
            throw CloseWith(end);
        }
    }

    public void Send(in FrameHeader header) => Send(header, default(FramePayload));

    /// <summary>Sends a copy of up to <see cref="MaxCopiedBytes"/> bytes.</summary>
    public void Send(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, MaxCopiedBytes, nameof(payload));
        Send(header, new FramePayload(payload));
    }

    /// <summary>Sends an array, which must not be modified until the peer has answered or the link is closed.</summary>
    public void Send(in FrameHeader header, float[] payload) => Send(header, new FramePayload(payload));

    /// <summary>
    /// Sends the losses of slices in float64, then the sums of nodes in float32; neither may be modified until the peer has answered or the
    /// link is closed.
    /// </summary>
    public void Send(in FrameHeader header, PartialGradient payload) => Send(header, new FramePayload(payload));

    /// <summary>
    /// Sends bytes, then the losses of slices in float64; neither may be modified until the peer has answered or the link is closed.
    /// </summary>
    public void SendLosses(in FrameHeader header, ReadOnlyMemory<byte> head, PartialGradient gradient) =>
        Send(header, FramePayload.LossesOf(gradient, head));

    /// <summary>
    /// Sends a range of the sum of each node in float32; not to be modified until the peer has answered or the link is closed.
    /// </summary>
    public void Send(in FrameHeader header, PartialGradient payload, ParameterRange range) => Send(header, new FramePayload(payload, range));

    /// <summary>Sends a range of an array, not to be modified until the peer has answered or the link is closed.</summary>
    public void Send(in FrameHeader header, float[] payload, ParameterRange range) => Send(header, new FramePayload(payload, range));

    /// <summary>
    /// Sends bytes, then ranges of an array; neither may be modified until the peer has answered or the link is closed.
    /// </summary>
    public void Send(in FrameHeader header, ReadOnlyMemory<byte> head, float[] floats, ParameterRange[] ranges) =>
        Send(header, new FramePayload(head, floats, ranges));

    /// <summary>Sends bytes, which must not be modified until the peer has answered or the link is closed.</summary>
    public void Send(in FrameHeader header, ReadOnlyMemory<byte> payload) => Send(header, new FramePayload(payload));

    /// <summary>
    /// Closes the link: sends the reason to the peer if the connection accepts it at once, wakes a waiting reader and discards queued
    /// frames. Only the first call has an effect.
    /// </summary>
    public void Close(WorkerExit exit) => CloseOnce(new LinkClosedException(exit), sendsGoodbye: true);

    /// <summary>Closes the link with a sentence; the peer may connect again.</summary>
    public void Close(string fault) => Close(new WorkerExit(WorkerExitReason.Fault, fault));

    public void Dispose() => Close("The link is no longer needed.");

    /// <summary>
    /// Reads available bytes without blocking; returns true once the first frame is complete, so that receiving it does not block. It must
    /// fit into the read buffer.
    /// </summary>
    internal bool TryBufferFirstFrame()
    {
        try
        {
            return _reader.TryPeek();
        }
        catch (LinkClosedException end)
        {
            throw CloseWith(end);
        }
    }

    private void Send(in FrameHeader header, in FramePayload payload)
    {
        if (header.Kind == FrameKind.Goodbye)
            throw new ArgumentException($"{header.Kind} is sent by the link itself.", nameof(header));
        if (!_writer.TrySend(header, payload))
            Close($"{RemoteEndPoint} does not read: {FrameWriter.MaxQueued} frames wait for it.");
    }

    private LinkClosedException ReadGoodbye(WorkerExitReason reason)
    {
        var detail = ReplaceControlCharacters(_reader.ReadText(LinkLimits.MaxGoodbyeBytes));
        _reader.EndFrame();
        var exit = new WorkerExit(reason, detail);
        if (exit.ToString().Length == 0)
            exit = exit with { Detail = $"{RemoteEndPoint} closed the link without a reason." };
        return new LinkClosedException(exit, isGoodbye: true);
    }

    /// <summary>Closes the link, and returns the exception to throw: that of the first cause.</summary>
    private LinkClosedException CloseWith(LinkClosedException end)
    {
        var first = CloseOnce(end, sendsGoodbye: !end.IsGoodbye);
        return first == end ? end : new LinkClosedException(first.Exit, first.IsGoodbye);
    }

    private LinkClosedException CloseOnce(LinkClosedException end, bool sendsGoodbye)
    {
        if (Interlocked.CompareExchange(ref _closed, end, null) is { } first)
            return first;
        _writer.Close(sendsGoodbye ? end.Exit : null);
        _connection.Dispose();
        return end;
    }

    /// <summary>Keeps the peer's text from sending escape sequences to the terminal.</summary>
    private static string ReplaceControlCharacters(string text) => string.Create(text.Length, text, static (characters, source) =>
    {
        for (var i = 0; i < source.Length; i++)
            characters[i] = char.IsControl(source[i]) ? ' ' : source[i];
    });
}
