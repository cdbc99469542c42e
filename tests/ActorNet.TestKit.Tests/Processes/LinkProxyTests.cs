using System.Net;
using System.Net.Sockets;
using ActorNet.TestKit.Processes;

namespace ActorNet.TestKit.Tests.Processes;

public sealed class LinkProxyTests : IDisposable
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(20);

    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly LinkProxy _proxy;

    public LinkProxyTests()
    {
        _server.Start();
        _proxy = new LinkProxy(_server.LocalEndpoint.ToString()!);
    }

    public void Dispose()
    {
        _proxy.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task Bytes_and_the_end_pass_in_both_directions()
    {
        var (client, server) = await ConnectAsync();
        await client.SendAsync("ab"u8.ToArray());
        Assert.Equal("ab", await ReadAsync(server, 2));
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("", await ReadAsync(server, 1));
        await server.SendAsync("cd"u8.ToArray()); // half a connection is open
        server.Shutdown(SocketShutdown.Send);
        Assert.Equal("cd", await ReadAsync(client, 3));
    }

    [Fact]
    public async Task More_bytes_than_buffers_hold_arrive_in_order()
    {
        var (client, server) = await ConnectAsync();
        var sent = Enumerable.Range(0, 1 << 20).Select(i => (byte)(i % 251)).ToArray();
        var sending = client.SendAsync(sent);
        var received = new byte[sent.Length];
        using var stream = new NetworkStream(server);
        await stream.ReadExactlyAsync(received).AsTask().WaitAsync(ResponseTimeout);
        await sending;
        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task Held_bytes_of_both_sides_and_new_connections_wait_for_Restore()
    {
        var (client, server) = await ConnectAsync();
        _proxy.Hold();
        await client.SendAsync("ab"u8.ToArray());
        await server.SendAsync("cd"u8.ToArray());
        using var late = await ConnectToProxyAsync();
        await late.SendAsync("ef"u8.ToArray());

        // All of it is sent to this machine, so it would be there at once.
        Assert.False(client.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead));
        Assert.False(server.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead));
        Assert.False(_server.Pending());

        _proxy.Restore();
        Assert.Equal("ab", await ReadAsync(server, 2));
        Assert.Equal("cd", await ReadAsync(client, 2));
        using var accepted = await AcceptAsync();
        Assert.Equal("ef", await ReadAsync(accepted, 2));
    }

    [Fact]
    public async Task While_held_no_side_learns_that_the_other_is_lost()
    {
        var (client, server) = await ConnectAsync();
        _proxy.Hold();
        client.Close(timeout: 0);
        Assert.False(server.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead));
        _proxy.Restore();
        await ExpectResetAsync(server);
    }

    [Fact]
    public async Task Cut_resets_both_sides_and_new_connections_until_Restore()
    {
        var (client, server) = await ConnectAsync();
        _proxy.Cut();
        await ExpectResetAsync(client);
        await ExpectResetAsync(server);
        await ExpectResetAsync(async () => await ReadAsync(await ConnectToProxyAsync(), 1));
        Assert.False(_server.Pending());

        _proxy.Restore();
        var (again, accepted) = await ConnectAsync();
        await again.SendAsync("ab"u8.ToArray());
        Assert.Equal("ab", await ReadAsync(accepted, 2));
    }

    [Fact]
    public async Task What_is_held_is_lost_when_the_link_is_cut()
    {
        var (client, server) = await ConnectAsync();
        _proxy.Hold();
        await client.SendAsync("ab"u8.ToArray());
        _proxy.Cut();
        await ExpectResetAsync(server);
        await ExpectResetAsync(client);
    }

    [Fact]
    public async Task A_target_that_does_not_listen_resets_the_connection()
    {
        _server.Stop();
        await ExpectResetAsync(async () => await ReadAsync(await ConnectToProxyAsync(), 1));
    }

    private async Task<(Socket Client, Socket Server)> ConnectAsync()
    {
        var client = await ConnectToProxyAsync();
        return (client, await AcceptAsync());
    }

    private Task<Socket> AcceptAsync() => _server.AcceptSocketAsync().WaitAsync(ResponseTimeout);

    private async Task<Socket> ConnectToProxyAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(_proxy.Endpoint)).WaitAsync(ResponseTimeout);
        return socket;
    }

    /// <summary>Reads up to so many characters, fewer if the other side ends before.</summary>
    private static async Task<string> ReadAsync(Socket socket, int count)
    {
        var text = "";
        var buffer = new byte[count];
        while (text.Length < count && await socket.ReceiveAsync(buffer).WaitAsync(ResponseTimeout) is var received and > 0)
            text += System.Text.Encoding.ASCII.GetString(buffer, 0, received);
        return text;
    }

    private static Task ExpectResetAsync(Socket socket) => ExpectResetAsync(() => ReadAsync(socket, 1));

    private static async Task ExpectResetAsync(Func<Task> act)
    {
        var reset = await Assert.ThrowsAsync<SocketException>(act);
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }
}
