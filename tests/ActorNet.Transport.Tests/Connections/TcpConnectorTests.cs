using System.Net;
using System.Net.Sockets;
using ActorNet.Testing;
using ActorNet.Transport.Connections;

namespace ActorNet.Transport.Tests.Connections;

public class TcpConnectorTests
{
    [Fact]
    public async Task Port_on_which_nobody_listens_is_said_so()
    {
        // Bound, so that nobody else takes it, but not listening.
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)bound.LocalEndPoint!).Port;
        var error = await Assert.ThrowsAsync<LinkClosedException>(() => TcpConnector.ConnectAsync("127.0.0.1", port, null, LinkPair.ResponseTimeout, default));
        Assert.Equal($"No connection to 127.0.0.1:{port}: Connection refused.", error.Message);
    }

    [Fact]
    public async Task Host_that_does_not_exist_is_said_so()
    {
        var error = await Assert.ThrowsAsync<LinkClosedException>(() => TcpConnector.ConnectAsync("no-such-host.invalid", 4053, null, LinkPair.ResponseTimeout, default));
        Assert.StartsWith("No connection to no-such-host.invalid:4053: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_that_does_not_answer_is_given_up_in_time()
    {
        using var deaf = new DeafListener();
        var error = await Assert.ThrowsAsync<LinkClosedException>(() =>
            TcpConnector.ConnectAsync("127.0.0.1", deaf.Port, null, TimeSpan.FromMilliseconds(50), default).WaitAsync(LinkPair.ResponseTimeout));
        Assert.Equal($"No connection to 127.0.0.1:{deaf.Port}: no answer within 0.05 s.", error.Message);
    }

    [Fact]
    public async Task Attempt_is_cancelled()
    {
        using var deaf = new DeafListener();
        using var cancellation = new CancellationTokenSource();
        var attempt = TcpConnector.ConnectAsync("127.0.0.1", deaf.Port, null, LinkPair.ResponseTimeout, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => attempt.WaitAsync(LinkPair.ResponseTimeout));
    }

    [Fact]
    public async Task Wire_knows_both_its_ends()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var wire = await TcpConnector.ConnectAsync("localhost", port, null, LinkPair.ResponseTimeout, default);
        using var accepted = await listener.AcceptSocketAsync();
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, port), wire.RemoteEndPoint);
        Assert.Equal(accepted.RemoteEndPoint, wire.LocalEndPoint);
    }

    /// <summary>Listens but never accepts, and its queue is full: further connections hear nothing at all.</summary>
    private sealed class DeafListener : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly List<Socket> _waiting = [];

        public DeafListener()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen(0);
            bool isQueued;
            do
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
                _waiting.Add(socket);
                Record.Exception(() => socket.Connect(_listener.LocalEndPoint!));
                isQueued = socket.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectWrite);
            }
            while (isQueued);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

        public void Dispose()
        {
            _listener.Dispose();
            _waiting.ForEach(socket => socket.Dispose());
        }
    }
}
