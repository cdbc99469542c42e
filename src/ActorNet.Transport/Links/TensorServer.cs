using System.Net;
using System.Net.Sockets;
using ActorNet.Learning;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;

namespace ActorNet.Transport.Links;

/// <summary>
/// Listens for links. A single thread waits for new connections and for the first frame of each; who does not send one soon, or sends something else, is refused.
/// It costs no thread and no more than a small buffer until then.
/// </summary>
internal sealed class TensorServer : IAsyncDisposable
{
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(50);

    private readonly Socket _listener;
    private readonly TensorServerOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<TensorLink, FrameHeader, string> _onFirstFrame;
    private readonly Action<EndPoint, string> _onRefused;
    private readonly List<Unidentified> _unidentified = []; // the oldest first
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isDisposed;
    private long _refused;

    private sealed record Unidentified(Socket Socket, TensorLink Link, long Since);

    /// <summary>Listens.</summary>
    /// <param name="endPoint">The address; port 0 for any free one.</param>
    /// <param name="options">How it receives who has not yet said who it is.</param>
    /// <param name="time">The clock of the deadlines.</param>
    /// <param name="onFirstFrame">
    /// Takes a link with its first frame, and the frame's payload as text. It owns the link from then on, unless it throws <see cref="LinkClosedException"/>,
    /// which refuses the connection. Called on the server's thread: it must be quick.
    /// </param>
    /// <param name="onRefused">Hears of each connection that was refused, and why in one sentence. Called on the server's thread: it must be quick, and must not throw.</param>
    /// <exception cref="InvalidInputException">The port is in use, or the address is not one of this machine.</exception>
    public TensorServer(
        IPEndPoint endPoint, TensorServerOptions options, TimeProvider time,
        Action<TensorLink, FrameHeader, string> onFirstFrame, Action<EndPoint, string> onRefused)
    {
        (_options, _time, _onFirstFrame, _onRefused) = (options, time, onFirstFrame, onRefused);
        _listener = TcpListenerFactory.Start(endPoint, TcpListenerFactory.Listen);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        new Thread(Run) { Name = $"links to {EndPoint}", IsBackground = true }.Start();
    }

    /// <summary>The address it listens on.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Connections refused so far.</summary>
    public long RefusedConnections => Volatile.Read(ref _refused);

    /// <summary>Ends the listening, and closes connections that have not yet said who they are; links that were taken stay.</summary>
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
            ready.AddRange(_unidentified.Select(connection => connection.Socket));
            try
            {
                Socket.Select(ready, null, null, TimeToNextDeadline());
            }
            catch (Exception error) when (error is ObjectDisposedException or SocketException)
            {
                continue; // disposed of
            }

            foreach (var connection in _unidentified.Where(connection => ready.Contains(connection.Socket)).ToList())
                Identify(connection);
            RefuseLate();
            if (ready.Contains(_listener))
                Accept();
        }

        foreach (var connection in _unidentified)
            connection.Link.Close("This side no longer listens.");
        _ended.SetResult();
    }

    private TimeSpan TimeToNextDeadline()
    {
        if (_unidentified.Count == 0)
            return Timeout.InfiniteTimeSpan;
        var left = _options.Deadline - _time.GetElapsedTime(_unidentified[0].Since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Accept()
    {
        Socket? socket = null;
        try
        {
            socket = _listener.Accept();
            Connection wire = new TcpConnection(socket, RemoteOf(socket));
            if (_options.Certificates is { } certificates)
                wire = TlsConnection.Accept(wire, certificates);
            var link = new TensorLink(wire, new LinkLimits(_options.FirstFrames));
            if (_unidentified.Count == _options.MaxUnidentified)
                Refuse(_unidentified[0], $"{_unidentified[0].Link.RemoteEndPoint} had not said who it is when {_options.MaxUnidentified} others wanted to.");
            _unidentified.Add(new Unidentified(socket, link, _time.GetTimestamp()));
        }
        catch (SocketException)
        {
            // Who connected has gone. Or there are too many open files: then the listener would be ready again at once, and again.
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

    /// <summary>The other side's address; one of version 4 in its usual form, though a listener of both versions says it in version 6.</summary>
    private static IPEndPoint RemoteOf(Socket socket)
    {
        var remote = (IPEndPoint)socket.RemoteEndPoint!;
        return remote.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(remote.Address.MapToIPv4(), remote.Port) : remote;
    }

    private void Identify(Unidentified connection)
    {
        var link = connection.Link;
        try
        {
            if (!link.HasFirstFrame())
                return;
            var header = link.Receive();
            var text = link.ReadText(TensorServerOptions.MaxFirstBytes);
            link.EndFrame();
            _unidentified.Remove(connection);
            _onFirstFrame(link, header, text);
        }
        catch (Exception error) when (error is LinkClosedException or InvalidInputException)
        {
            Refuse(connection, error.Message);
        }
    }

    private void RefuseLate()
    {
        while (_unidentified.Count > 0 && _time.GetElapsedTime(_unidentified[0].Since) >= _options.Deadline)
        {
            var late = _unidentified[0];
            Refuse(late, $"{late.Link.RemoteEndPoint} did not say who it is within {_options.Deadline.TotalSeconds} s.");
        }
    }

    private void Refuse(Unidentified connection, string reason)
    {
        _unidentified.Remove(connection);
        connection.Link.Close(reason);
        Interlocked.Increment(ref _refused);
        _onRefused(connection.Link.RemoteEndPoint, reason);
    }
}
