using System.Net;
using System.Net.Sockets;
using ActorNet.Learning;
using ActorNet.Testing;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Transport.Tests.Links;

public sealed class TensorServerTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly FrameHeader Hello = new() { Kind = FrameKind.Hello };

    private RecordingServer? _server;

    private RecordingServer Server => _server!;

    [Fact]
    public async Task Worker_with_a_hello_frame_is_accepted()
    {
        Start();
        using var worker = await TensorLink.ConnectAsync(
            "localhost", Server.EndPoint.Port, null, LinkPair.AllowAll(), LinkPair.ResponseTimeout, default);
        worker.ReadTimeout = LinkPair.ResponseTimeout;
        worker.Send(Hello, "a token"u8);
        var (coordinator, header, token) = Server.TakeAccepted();
        Assert.Equal(Hello with { PayloadBytes = 7 }, header);
        Assert.Equal("a token", token);
        Assert.Equal(worker.LocalEndPoint, coordinator.RemoteEndPoint);
        coordinator.Send(new FrameHeader { Kind = FrameKind.Welcome });
        Assert.Equal(FrameKind.Welcome, worker.Receive().Kind);
        worker.EndFrame();

        // The owner of the link now controls its limits.
        coordinator.Limits.Forbid(FrameKind.Hello).Allow(FrameKind.GradientComputed, 400);
        worker.Send(new FrameHeader { Kind = FrameKind.GradientComputed }, new float[100]);
        Assert.Equal(400, coordinator.Receive().PayloadBytes);
        coordinator.Skip();
        coordinator.EndFrame();
        AssertStillAccepts();
        Assert.Equal(0, Server.RefusedConnections);
    }

    [Fact]
    public void First_frame_may_arrive_byte_by_byte()
    {
        Start();
        using var socket = Server.Connect();
        byte[] bytes = [.. TestFrames.Bytes(Hello, "a token"u8), .. TestFrames.Bytes(TestFrames.Full, "more"u8)];
        for (var i = 0; i < 90; i++)
            socket.Send(bytes, i, 1, SocketFlags.None);
        Assert.Equal(87, TestFrames.EmptyBytes + 7);
        socket.Send(bytes.AsSpan(90));
        var (link, _, token) = Server.TakeAccepted();
        Assert.Equal("a token", token);
        link.Limits.Allow(FrameKind.ComputeGradient, 4);
        link.Receive();
        Assert.Equal("more", link.ReadText(4));
        link.EndFrame();
    }

    public static TheoryData<string, byte[], string> InvalidFirstFrames()
    {
        var flipped = TestFrames.Bytes(Hello, "a token"u8);
        flipped[^(FrameCodec.ChecksumBytes + 1)] ^= 1;
        var version3 = TestFrames.Bytes(Hello, []);
        version3[4] = 3;
        return new()
        {
            { "garbage", [.. Enumerable.Range(0, 200).Select(i => (byte)(37 * i))], "what is not an ActorNet frame" },
            { "another version", version3, "a frame of version 3 where version 1 is spoken" },
            { "too long", TestFrames.Bytes(Hello, new byte[1025]), "Hello with 1025 bytes of payload, where at most 1024 are accepted" },
            { "a kind that is not allowed first", TestFrames.Bytes(TestFrames.Full, []), "ComputeGradient, which is not accepted now" },
            { "a flipped bit", flipped, "a frame whose checksum is wrong" },
            { "no text", TestFrames.Bytes(Hello, [0xFF]), "a text that is not UTF-8" },
        };
    }

    [Theory]
    [MemberData(nameof(InvalidFirstFrames))]
    public void Invalid_first_frame_is_rejected_and_counted(string what, byte[] bytes, string problem)
    {
        Start();
        using var socket = Server.Connect();
        socket.Send(bytes);
        Assert.Equal($"{socket.LocalEndPoint} sent {problem}.", Server.TakeRejection());
        AssertClosed(socket);
        Assert.True(Server.RefusedConnections == 1, what);
        AssertStillAccepts();
    }

    [Fact]
    public void Truncated_first_frame_is_rejected_and_counted()
    {
        Start();
        var frame = TestFrames.Bytes(Hello, "a token"u8);
        foreach (var length in new[] { 0, 1, 79, 80, frame.Length - 1 })
        {
            using var socket = Server.Connect();
            socket.Send(frame.AsSpan(0, length));
            socket.Shutdown(SocketShutdown.Send);
            var where = length == 0 ? "" : " in the middle of a frame";
            Assert.Equal($"{socket.LocalEndPoint} closed the connection{where}.", Server.TakeRejection());
            AssertClosed(socket);
        }

        Assert.Equal(5, Server.RefusedConnections);
    }

    [Fact]
    public void Connection_without_a_first_frame_times_out()
    {
        Start(new TensorServerOptions { FirstFrameTimeout = TimeSpan.FromMilliseconds(100) });
        using var silent = Server.Connect();
        using var slow = Server.Connect();
        slow.Send(TestFrames.Bytes(Hello, "a token"u8).AsSpan(0, 50));
        string[] expected = [.. new[] { silent, slow }.Select(socket => $"{socket.LocalEndPoint} sent no first frame within 0.1 s.")];
        Assert.Equal(expected, new[] { Server.TakeRejection(), Server.TakeRejection() });
        AssertClosed(silent);
        AssertClosed(slow);
        Assert.Equal(2, Server.RefusedConnections);
    }

    [Fact]
    public void Oldest_of_too_many_silent_connections_is_rejected()
    {
        Start(new TensorServerOptions { MaxPending = 2 });
        using var first = Server.Connect();
        using var second = Server.Connect();
        AssertStillAccepts();
        Assert.Equal($"{first.LocalEndPoint} had sent no first frame when 2 newer connections were waiting.", Server.TakeRejection());
        AssertClosed(first);
        Assert.Equal(1, Server.RefusedConnections);
    }

    [Fact]
    public void Silent_connections_need_no_threads()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Start();
        AssertStillAccepts();
        var before = Directory.GetDirectories("/proc/self/task").Length;
        var sockets = Enumerable.Range(0, 64).Select(_ => Server.Connect()).ToList();
        AssertStillAccepts();
        Server.TakeRejection(); // so all others are accepted
        Assert.True(Directory.GetDirectories("/proc/self/task").Length < before + 32);
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public void Callback_may_reject()
    {
        _server = new RecordingServer(new TensorServerOptions(), text => throw InvalidInputException.Of(text, "is not a token"));
        using var socket = Server.Connect();
        socket.Send(TestFrames.Bytes(Hello, "this"u8));
        Assert.Equal("this is not a token.", Server.TakeRejection());
        AssertClosed(socket);
        Assert.Equal(1, Server.RefusedConnections);
    }

    [Fact]
    public async Task Dispose_closes_connections_without_a_first_frame_and_keeps_the_others()
    {
        Start();
        using var silent = Server.Connect();
        using var known = Server.Connect();
        known.Send(TestFrames.Bytes(Hello, []));
        var (link, _, _) = Server.TakeAccepted();
        await Server.StopAsync();
        AssertClosed(silent);
        link.Limits.Allow(FrameKind.ComputeGradient, 0);
        known.Send(TestFrames.Bytes(TestFrames.Full, []));
        Assert.Equal(FrameKind.ComputeGradient, link.Receive().Kind);
        Assert.ThrowsAny<SocketException>(() => Server.Connect());
        await Server.StopAsync();
    }

    [Fact]
    public void Unusable_port_and_address_are_reported()
    {
        Start();
        var error = Assert.Throws<InvalidInputException>(() => Listen(Server.EndPoint));
        Assert.Equal(
            $"Listen is 127.0.0.1:{Server.EndPoint.Port}; allowed is a free port, or 0 for any; another program uses this one.",
            error.Message);
        error = Assert.Throws<InvalidInputException>(() => Listen(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0)));
        Assert.Equal("Listen is 192.0.2.1; allowed is an address of this machine, or 0.0.0.0 for all.", error.Message);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private void Start(TensorServerOptions? options = null) => _server = new RecordingServer(options ?? new TensorServerOptions());

    private static TensorServer Listen(IPEndPoint endPoint) =>
        new(endPoint, new TensorServerOptions(), TimeProvider.System, (_, _, _) => { }, (_, _) => { });

    private void AssertStillAccepts()
    {
        using var socket = Server.Connect();
        socket.Send(TestFrames.Bytes(Hello, "still here"u8));
        Assert.Equal("still here", Server.TakeAccepted().Text);
    }

    /// <summary>Reads the goodbye, if there is one, and the end of the stream.</summary>
    private static void AssertClosed(Socket socket)
    {
        var buffer = new byte[4096];
        try
        {
            while (socket.Receive(buffer) > 0)
            {
            }
        }
        catch (SocketException reset)
        {
            Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        }
    }
}
