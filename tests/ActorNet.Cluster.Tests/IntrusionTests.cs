using System.Net.Sockets;
using ActorNet.Cluster.Tests.Harness;
using ActorNet.TestKit.Processes;

namespace ActorNet.Cluster.Tests;

public sealed class IntrusionTests : IDisposable
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(60);

    private readonly ProcessCluster _cluster = Digits.CreateCluster();

    public void Dispose() => _cluster.Dispose();

    /// <summary>Before the run and in the middle of it; a silent connection is closed after a timeout.</summary>
    [Fact]
    public async Task Invalid_connections_are_closed_and_counted_and_the_run_continues()
    {
        var coordinator = await _cluster.StartCoordinatorAsync(
            [.. Digits.Options("run", Digits.Endless), "--local-workers", "1", "--min-workers", "2"]);
        var endpoint = coordinator.Endpoint;
        using (var silent = await ConnectAsync(endpoint))
        {
            foreach (var (what, bytes) in InvalidFrames.ByName)
                await ExpectClosedAsync(endpoint, what, bytes);
            await ReadToEndAsync(silent, "nothing");
        }

        var status = await _cluster.GetStatusAsync(endpoint);
        Assert.Equal(InvalidFrames.ByName.Count + 1, status.GetProperty("counters").GetProperty("refusedConnections").GetInt64());

        var worker = _cluster.StartWorker("worker", endpoint, "--threads", "1", "--exit-when-done");
        await coordinator.WaitForStepAsync(100);
        foreach (var (what, bytes) in InvalidFrames.ByName)
            await ExpectClosedAsync(endpoint, what, bytes);
        Assert.False(coordinator.HasEvent("worker-left"));
        await coordinator.ExpectInterruptedAsync(_cluster.PathOf("run"));
        await worker.ExpectExitAsync();
    }

    private static async Task ExpectClosedAsync(string endpoint, string what, byte[] bytes)
    {
        using var socket = await ConnectAsync(endpoint);
        await socket.SendAsync(bytes);
        socket.Shutdown(SocketShutdown.Send);
        await ReadToEndAsync(socket, what);
    }

    private static async Task<Socket> ConnectAsync(string endpoint)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(System.Net.IPEndPoint.Parse(endpoint));
        return socket;
    }

    /// <summary>Reads until the other side closes or resets the connection.</summary>
    private static async Task ReadToEndAsync(Socket socket, string what)
    {
        using var deadline = new CancellationTokenSource(ResponseTimeout);
        try
        {
            while (await socket.ReceiveAsync(new byte[1024], deadline.Token) > 0)
            {
            }
        }
        catch (SocketException reset) when (reset.SocketErrorCode is SocketError.ConnectionReset)
        {
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The coordinator did not close a connection that sent {what} within {ResponseTimeout.TotalSeconds} s.");
        }
    }
}
