using System.Collections.Concurrent;
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

    private readonly BlockingCollection<(TensorLink Link, FrameHeader Header, string Text)> _taken = [];
    private readonly BlockingCollection<string> _refusals = [];
    private TensorServer? _server;

    [Fact]
    public async Task A_worker_says_hello_and_is_welcome()
    {
        Start();
        using var worker = await TensorLink.ConnectAsync("localhost", Server.EndPoint.Port, null, LinkPair.Everything(), LinkPair.ResponseTimeout, default);
        worker.ReadTimeout = LinkPair.ResponseTimeout;
        worker.Send(Hello, "a token"u8);
        var (coordinator, header, token) = Taken();
        Assert.Equal(Hello with { PayloadBytes = 7 }, header);
        Assert.Equal("a token", token);
        Assert.Equal(worker.LocalEndPoint, coordinator.RemoteEndPoint);
        coordinator.Send(new FrameHeader { Kind = FrameKind.Welcome });
        Assert.Equal(FrameKind.Welcome, worker.Receive().Kind);
        worker.EndFrame();

        // From now on this link accepts what its owner says.
        coordinator.Limits.Forbid(FrameKind.Hello).Allow(FrameKind.GradientComputed, 400);
        worker.Send(new FrameHeader { Kind = FrameKind.GradientComputed }, new float[100]);
        Assert.Equal(400, coordinator.Receive().PayloadBytes);
        coordinator.Skip();
        coordinator.EndFrame();
        StillTakes();
        Assert.Equal(0, Server.RefusedConnections);
    }

    [Fact]
    public void First_frame_may_come_byte_by_byte_and_the_next_with_it()
    {
        Start();
        using var socket = Connect();
        byte[] bytes = [.. TestFrames.Bytes(Hello, "a token"u8), .. TestFrames.Bytes(TestFrames.Full, "more"u8)];
        for (var i = 0; i < 90; i++)
            socket.Send(bytes, i, 1, SocketFlags.None);
        Assert.Equal(87, TestFrames.EmptyBytes + 7);
        socket.Send(bytes.AsSpan(90));
        var (link, _, token) = Taken();
        Assert.Equal("a token", token);
        link.Limits.Allow(FrameKind.ComputeGradient, 4);
        link.Receive();
        Assert.Equal("more", link.ReadText(4));
        link.EndFrame();
    }

    public static TheoryData<string, byte[], string> Unacceptable()
    {
        var flipped = TestFrames.Bytes(Hello, "a token"u8);
        flipped[^(FrameCodec.ChecksumBytes + 1)] ^= 1;
        var version3 = TestFrames.Bytes(Hello, []);
        version3[4] = 3;
        return new()
        {
            { "garbage", [.. Enumerable.Range(0, 200).Select(i => (byte)(37 * i))], "what is not an ActorNet frame" },
            { "another version", version3, "a frame of version 3 where version 1 is spoken" },
            { "a payload too long", TestFrames.Bytes(Hello, new byte[1025]), "Hello with 1025 bytes of payload, where at most 1024 are accepted" },
            { "what only a worker may send", TestFrames.Bytes(TestFrames.Full, []), "ComputeGradient, which is not accepted now" },
            { "a flipped bit", flipped, "a frame whose checksum is wrong" },
            { "credit for nothing", TestFrames.Bytes(new FrameHeader { Kind = FrameKind.Credit }, []), "Credit before it said who it is" },
            { "no text", TestFrames.Bytes(Hello, [0xFF]), "a text that is not UTF-8" },
        };
    }

    [Theory]
    [MemberData(nameof(Unacceptable))]
    public void Unacceptable_first_frame_closes_the_connection_and_is_counted(string what, byte[] bytes, string wrong)
    {
        Start();
        using var socket = Connect();
        socket.Send(bytes);
        Assert.Equal($"{socket.LocalEndPoint} sent {wrong}.", Refusal());
        AssertClosed(socket);
        Assert.True(Server.RefusedConnections == 1, what);
        StillTakes();
    }

    [Fact]
    public void Truncated_first_frame_closes_the_connection_and_is_counted()
    {
        Start();
        var frame = TestFrames.Bytes(Hello, "a token"u8);
        foreach (var length in new[] { 0, 1, 79, 80, frame.Length - 1 })
        {
            using var socket = Connect();
            socket.Send(frame.AsSpan(0, length));
            socket.Shutdown(SocketShutdown.Send);
            Assert.Equal($"{socket.LocalEndPoint} closed the connection{(length == 0 ? "" : " in the middle of a frame")}.", Refusal());
            AssertClosed(socket);
        }

        Assert.Equal(5, Server.RefusedConnections);
    }

    [Fact]
    public void Connection_that_says_too_little_is_closed_after_a_while()
    {
        Start(new TensorServerOptions { Deadline = TimeSpan.FromMilliseconds(100) });
        using var silent = Connect();
        using var slow = Connect();
        slow.Send(TestFrames.Bytes(Hello, "a token"u8).AsSpan(0, 50));
        string[] expected = [.. new[] { silent, slow }.Select(socket => $"{socket.LocalEndPoint} did not say who it is within 0.1 s.")];
        Assert.Equal(expected, new[] { Refusal(), Refusal() });
        AssertClosed(silent);
        AssertClosed(slow);
        Assert.Equal(2, Server.RefusedConnections);
    }

    [Fact]
    public void Oldest_of_too_many_silent_connections_makes_room()
    {
        Start(new TensorServerOptions { MaxUnidentified = 2 });
        using var first = Connect();
        using var second = Connect();
        StillTakes();
        Assert.Equal($"{first.LocalEndPoint} had not said who it is when 2 others wanted to.", Refusal());
        AssertClosed(first);
        Assert.Equal(1, Server.RefusedConnections);
    }

    [Fact]
    public void Many_silent_connections_cost_no_thread()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Start();
        StillTakes();
        var before = Directory.GetDirectories("/proc/self/task").Length;
        var sockets = Enumerable.Range(0, 64).Select(_ => Connect()).ToList();
        StillTakes();
        Refusal(); // so the others are all accepted
        Assert.True(Directory.GetDirectories("/proc/self/task").Length < before + 32);
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public void Callback_may_refuse()
    {
        _server = new TensorServer(
            new IPEndPoint(IPAddress.Loopback, 0), new TensorServerOptions(), TimeProvider.System,
            (_, _, text) => throw InvalidInputException.Of(text, "is not a token"), (_, reason) => _refusals.Add(reason));
        using var socket = Connect();
        socket.Send(TestFrames.Bytes(Hello, "this"u8));
        Assert.Equal("this is not a token.", Refusal());
        AssertClosed(socket);
        Assert.Equal(1, Server.RefusedConnections);
    }

    [Fact]
    public async Task Ended_server_closes_who_has_not_said_who_it_is_and_leaves_the_others()
    {
        Start();
        using var silent = Connect();
        using var known = Connect();
        known.Send(TestFrames.Bytes(Hello, []));
        var (link, _, _) = Taken();
        await Server.DisposeAsync().AsTask().WaitAsync(LinkPair.ResponseTimeout);
        AssertClosed(silent);
        link.Limits.Allow(FrameKind.ComputeGradient, 0);
        known.Send(TestFrames.Bytes(TestFrames.Full, []));
        Assert.Equal(FrameKind.ComputeGradient, link.Receive().Kind);
        Assert.ThrowsAny<SocketException>(() => Connect());
        await Server.DisposeAsync();
    }

    [Fact]
    public void Port_in_use_and_an_address_that_is_not_this_machines_are_said_so()
    {
        Start();
        var error = Assert.Throws<InvalidInputException>(() => Listen(Server.EndPoint));
        Assert.Equal($"Listen is 127.0.0.1:{Server.EndPoint.Port}; allowed is a free port, or 0 for any; another program uses this one.", error.Message);
        error = Assert.Throws<InvalidInputException>(() => Listen(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0)));
        Assert.Equal("Listen is 192.0.2.1; allowed is an address of this machine, or 0.0.0.0 for all.", error.Message);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        while (_taken.TryTake(out var taken))
            taken.Link.Dispose();
        _taken.Dispose();
        _refusals.Dispose();
    }

    private TensorServer Server => _server!;

    private void Start(TensorServerOptions? options = null) => _server = Listen(new IPEndPoint(IPAddress.Loopback, 0), options);

    private TensorServer Listen(IPEndPoint endPoint, TensorServerOptions? options = null) => new(
        endPoint, options ?? new TensorServerOptions(), TimeProvider.System,
        (link, header, text) =>
        {
            link.ReadTimeout = LinkPair.ResponseTimeout;
            _taken.Add((link, header, text));
        },
        (_, reason) => _refusals.Add(reason));

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(Server.EndPoint);
        socket.ReceiveTimeout = (int)LinkPair.ResponseTimeout.TotalMilliseconds;
        return socket;
    }

    private (TensorLink Link, FrameHeader Header, string Text) Taken()
    {
        Assert.True(_taken.TryTake(out var taken, LinkPair.ResponseTimeout), "Nobody was taken in time.");
        return taken;
    }

    private string Refusal()
    {
        Assert.True(_refusals.TryTake(out var reason, LinkPair.ResponseTimeout), "Nobody was refused in time.");
        return reason!;
    }

    private void StillTakes()
    {
        using var socket = Connect();
        socket.Send(TestFrames.Bytes(Hello, "still here"u8));
        Assert.Equal("still here", Taken().Text);
    }

    /// <summary>Reads the goodbye, if it came, and then the end.</summary>
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
