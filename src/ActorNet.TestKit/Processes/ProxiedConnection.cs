using System.Net.Sockets;
using ActorNet.Transport.Connections;

namespace ActorNet.TestKit.Processes;

/// <summary>A connection that a proxy has accepted, and the one that it opens to the target.</summary>
internal sealed class ProxiedConnection(Socket client) : IDisposable
{
    private const int BufferBytes = 64 << 10;

    private readonly Socket _client = client;
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Passes bytes on in both directions until both sides have closed theirs, or one is lost, which resets the other.</summary>
    /// <param name="target">Where to connect.</param>
    /// <param name="flow">Awaited before whatever either side would notice.</param>
    public async Task PassOnAsync(Endpoint target, Func<Task> flow)
    {
        try
        {
            _client.NoDelay = _server.NoDelay = true; // a step waits for single small frames
            await flow().ConfigureAwait(false);
            await _server.ConnectAsync(target.Host, target.Port).ConfigureAwait(false);
            await Task.WhenAll(PassOnAsync(_client, _server, flow), PassOnAsync(_server, _client, flow)).ConfigureAwait(false);
            _client.Dispose();
            _server.Dispose();
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            Dispose();
        }
    }

    /// <summary>Closes both sides, of which each gets a reset unless its connection has ended. For any thread.</summary>
    public void Dispose()
    {
        _client.Close(timeout: 0);
        _server.Close(timeout: 0);
    }

    private async Task PassOnAsync(Socket from, Socket to, Func<Task> flow)
    {
        try
        {
            var buffer = new byte[BufferBytes];
            while (await from.ReceiveAsync(buffer).ConfigureAwait(false) is var count and > 0)
            {
                await flow().ConfigureAwait(false);
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent)).ConfigureAwait(false);
            }

            await flow().ConfigureAwait(false);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            await flow().ConfigureAwait(false);
            Dispose(); // the other direction ends, too
        }
    }
}
