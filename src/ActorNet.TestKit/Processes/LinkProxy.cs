using System.Net;
using System.Net.Sockets;
using ActorNet.Transport.Connections;

namespace ActorNet.TestKit.Processes;

/// <summary>
/// A TCP proxy on loopback between workers and the endpoint of a coordinator, with which a test interrupts their links. It passes bytes on
/// as they come and knows nothing of what they mean, so they may be encrypted. Thread-safe.
/// </summary>
public sealed class LinkProxy : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Endpoint _target;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _disposal = new();
    private readonly HashSet<ProxiedConnection> _connections = [];
    private TaskCompletionSource _flow = Completed();
    private bool _isCut;

    internal LinkProxy(string target)
    {
        _target = Transport.Connections.Endpoint.Parse(target);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Endpoint = _listener.LocalEndPoint!.ToString()!;
        _ = AcceptAsync();
    }

    /// <summary>HOST:PORT of the coordinator.</summary>
    public string Target => _target.ToString();

    /// <summary>HOST:PORT at which the proxy listens.</summary>
    public string Endpoint { get; }

    /// <summary>
    /// Resets all connections, and each new one at once, until <see cref="Restore"/>: both sides notice. What was on its way is lost.
    /// </summary>
    public void Cut()
    {
        lock (_gate)
        {
            _isCut = true;
            foreach (var connection in _connections)
                connection.Dispose();
            _flow.TrySetResult();
        }
    }

    /// <summary>
    /// Lets all bytes wait, in both directions, until <see cref="Restore"/>, as in a network that is interrupted: no side notices by
    /// itself, nothing is lost, and new connections wait, too.
    /// </summary>
    public void Hold()
    {
        lock (_gate)
        {
            _isCut = false;
            if (_flow.Task.IsCompleted)
                _flow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Passes on what waits, and what comes; connections that were reset stay so.</summary>
    public void Restore()
    {
        lock (_gate)
        {
            _isCut = false;
            _flow.TrySetResult();
        }
    }

    /// <summary>Resets all connections and stops listening.</summary>
    public void Dispose()
    {
        _disposal.Cancel();
        _listener.Dispose();
        Cut();
    }

    private async Task AcceptAsync()
    {
        while (!_disposal.IsCancellationRequested)
        {
            try
            {
                _ = PassOnAsync(new ProxiedConnection(await _listener.AcceptAsync(_disposal.Token).ConfigureAwait(false)));
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The proxy is disposed of, or a client has given up before it was accepted.
            }
        }
    }

    private async Task PassOnAsync(ProxiedConnection connection)
    {
        lock (_gate)
        {
            if (_isCut)
            {
                connection.Dispose();
                return;
            }

            _connections.Add(connection);
        }

        await connection.PassOnAsync(_target, WaitForFlowAsync).ConfigureAwait(false);
        lock (_gate)
            _connections.Remove(connection);
    }

    private async Task WaitForFlowAsync()
    {
        while (true)
        {
            Task flow;
            lock (_gate)
                flow = _flow.Task;
            if (flow.IsCompleted)
                return;
            await flow.ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource Completed()
    {
        var flow = new TaskCompletionSource();
        flow.SetResult();
        return flow;
    }
}
