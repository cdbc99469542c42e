using System.Net;
using System.Net.Sockets;
using ActorNet.Testing;
using ActorNet.Transport.Connections;

namespace ActorNet.Transport.Tests.Connections;

public class TcpConnectorTests
{
    [Fact]
    public async Task Refused_connection_is_reported()
    {
        // Bound, so that the port stays reserved, but not listening.
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)bound.LocalEndPoint!).Port;
        var error = await Assert.ThrowsAsync<LinkClosedException>(
            () => TcpConnector.ConnectAsync("127.0.0.1", port, null, LinkPair.ResponseTimeout, default));
        Assert.Equal($"No connection to 127.0.0.1:{port}: Connection refused.", error.Message);
    }

    [Fact]
    public async Task Unknown_host_is_reported()
    {
        var error = await Assert.ThrowsAsync<LinkClosedException>(
            () => TcpConnector.ConnectAsync("no-such-host.invalid", 4053, null, LinkPair.ResponseTimeout, default));
        Assert.StartsWith("No connection to no-such-host.invalid:4053: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silent_host_times_out()
    {
        using var silent = new SilentListener();
        var error = await Assert.ThrowsAsync<LinkClosedException>(() =>
            TcpConnector.ConnectAsync("127.0.0.1", silent.Port, null, TimeSpan.FromMilliseconds(50), default).WaitAsync(
                LinkPair.ResponseTimeout));
        Assert.Equal($"No connection to 127.0.0.1:{silent.Port}: no answer within 0.05 s.", error.Message);
    }

    [Fact]
    public async Task Attempt_can_be_cancelled()
    {
        using var silent = new SilentListener();
        using var cancellation = new CancellationTokenSource();
        var attempt = TcpConnector.ConnectAsync("127.0.0.1", silent.Port, null, LinkPair.ResponseTimeout, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => attempt.WaitAsync(LinkPair.ResponseTimeout));
    }

    [Fact]
    public async Task Connection_knows_both_its_endpoints()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var connection = await TcpConnector.ConnectAsync("localhost", port, null, LinkPair.ResponseTimeout, default);
        using var accepted = await listener.AcceptSocketAsync();
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, port), connection.RemoteEndPoint);
        Assert.Equal(accepted.RemoteEndPoint, connection.LocalEndPoint);
    }

    /// <summary>Never accepts, and its queue is full: further connection attempts get no answer.</summary>
    private sealed class SilentListener : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly List<Socket> _waiting = [];

        public SilentListener()
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
