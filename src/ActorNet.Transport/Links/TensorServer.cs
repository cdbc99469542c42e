using System.Net;
using System.Net.Sockets;
using ActorNet.Learning;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;

namespace ActorNet.Transport.Links;

/// <summary>
/// Listens for links. A single thread accepts connections and reads the first frame of each; a connection whose first frame is late or not
/// acceptable is rejected. Until then a connection costs no thread and only a small buffer.
/// </summary>
internal sealed class TensorServer : IAsyncDisposable
{
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(50);

    private readonly Socket _listener;
    private readonly TensorServerOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<TensorLink, FrameHeader, string> _onFirstFrame;
    private readonly Action<EndPoint, string> _onRejected;
    private readonly List<PendingConnection> _pending = []; // oldest first
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isDisposed;
    private long _rejected;

    private sealed record PendingConnection(Socket Socket, TensorLink Link, long Since);

    /// <summary>
    /// Starts to listen; port 0 is any free port. Both callbacks run on the server's thread and must be fast.
    /// <paramref name="onFirstFrame"/> owns its link, unless it throws <see cref="LinkClosedException"/>, which rejects the connection.
    /// <paramref name="onRejected"/> receives the reason in one sentence, and must not throw.
    /// </summary>
    /// <exception cref="InvalidInputException">The port is in use, or the address does not belong to this machine.</exception>
    public TensorServer(
        IPEndPoint endPoint, TensorServerOptions options, TimeProvider time,
        Action<TensorLink, FrameHeader, string> onFirstFrame, Action<EndPoint, string> onRejected)
    {
        (_options, _time, _onFirstFrame, _onRejected) = (options, time, onFirstFrame, onRejected);
        _listener = TcpListenerFactory.Start(endPoint, TcpListenerFactory.Listen);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        new Thread(Run) { Name = $"links to {EndPoint}", IsBackground = true }.Start();
    }

    public IPEndPoint EndPoint { get; }

    public long RefusedConnections => Volatile.Read(ref _rejected);

    /// <summary>Stops listening and closes connections without a first frame; links that were handed over stay open.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        _listener.Dispose();
        await _ended.Task.ConfigureAwait(false);
    }

    private void Run()
    {
        var ready = new List<Socket>();
        while (!_isDisposed)
        {
            ready.Clear();
            ready.Add(_listener);
            ready.AddRange(_pending.Select(connection => connection.Socket));
            try
            {
                Socket.Select(ready, null, null, TimeToNextDeadline());
            }
            catch (Exception error) when (error is ObjectDisposedException or SocketException)
            {
                continue; // the listener was disposed of
            }

            foreach (var connection in _pending.Where(connection => ready.Contains(connection.Socket)).ToList())
                ReadFirstFrame(connection);
            RejectExpired();
            if (ready.Contains(_listener))
                Accept();
        }

        foreach (var connection in _pending)
            connection.Link.Close("This side no longer listens.");
        _ended.SetResult();
    }

    private TimeSpan TimeToNextDeadline()
    {
        if (_pending.Count == 0)
            return Timeout.InfiniteTimeSpan;
        var left = _options.FirstFrameTimeout - _time.GetElapsedTime(_pending[0].Since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Accept()
    {
        Socket? socket = null;
        try
        {
            socket = _listener.Accept();
            Connection connection = new TcpConnection(socket, RemoteAddress(socket));
            if (_options.Certificates is { } certificates)
                connection = TlsConnection.Accept(connection, certificates);
            var link = new TensorLink(connection, new LinkLimits(_options.FirstFrameLimits));
            if (_pending.Count == _options.MaxPending)
                RejectOldest();
            _pending.Add(new PendingConnection(socket, link, _time.GetTimestamp()));
        }
        catch (SocketException)
        {
            // The peer has disconnected, or the process has too many open files: then the listener would be ready again at once.
            socket?.Dispose();
            Pause();
        }
        catch (ObjectDisposedException)
        {
            socket?.Dispose(); // the server is disposed of
        }
    }

    private void Pause()
    {
        try
        {
            _listener.Poll(AcceptPause, SelectMode.SelectError);
        }
        catch (Exception error) when (error is ObjectDisposedException or SocketException)
        {
            // The server is disposed of.
        }
    }

    /// <summary>The peer's address. A dual-stack listener reports IPv4 addresses mapped to IPv6; they are mapped back.</summary>
    private static IPEndPoint RemoteAddress(Socket socket)
    {
        var remote = (IPEndPoint)socket.RemoteEndPoint!;
        return remote.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(remote.Address.MapToIPv4(), remote.Port) : remote;
    }

    private void ReadFirstFrame(PendingConnection connection)
    {
        var link = connection.Link;
        try
        {
            if (!link.TryBufferFirstFrame())
                return;
            var header = link.Receive();
            var text = link.ReadText(TensorServerOptions.MaxFirstFrameBytes);
            link.EndFrame();
            _pending.Remove(connection);
            _onFirstFrame(link, header, text);
        }
        catch (Exception error) when (error is LinkClosedException or InvalidInputException)
        {
            Reject(connection, error.Message);
        }
    }

    private void RejectExpired()
    {
        while (_pending.Count > 0 && _time.GetElapsedTime(_pending[0].Since) >= _options.FirstFrameTimeout)
        {
            var late = _pending[0];
            Reject(late, $"{late.Link.RemoteEndPoint} sent no first frame within {_options.FirstFrameTimeout.TotalSeconds} s.");
        }
    }

    private void RejectOldest()
    {
        var oldest = _pending[0];
        Reject(
            oldest, $"{oldest.Link.RemoteEndPoint} had sent no first frame when {_options.MaxPending} newer connections were waiting.");
    }

    private void Reject(PendingConnection connection, string reason)
    {
        _pending.Remove(connection);
        connection.Link.Close(reason);
        Interlocked.Increment(ref _rejected);
        _onRejected(connection.Link.RemoteEndPoint, reason);
    }
}
