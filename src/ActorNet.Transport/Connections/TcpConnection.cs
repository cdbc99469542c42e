using System.Net;
using System.Net.Sockets;

namespace ActorNet.Transport.Connections;

/// <summary>
/// A TCP connection. Uses only non-blocking calls and poll(2): after the first asynchronous call the runtime monitors the socket
/// permanently, and its own thread wakes for every packet.
/// </summary>
internal sealed class TcpConnection : Connection
{
    // A vanished peer is detected after 10 + 3 · 5 seconds, also on an idle connection.
    private const int KeepAliveSeconds = 10;
    private const int KeepAliveIntervalSeconds = 5;
    private const int KeepAliveProbes = 3;

    private readonly Socket _socket;

    /// <summary>Takes ownership of the socket.</summary>
    public TcpConnection(Socket socket, EndPoint remote)
    {
        _socket = socket;
        socket.Blocking = false;
        SocketTuning.TrySet(socket, SocketOptionLevel.Tcp, SocketOptionName.NoDelay, 1);
        SocketTuning.TrySet(socket, SocketOptionLevel.Socket, SocketOptionName.KeepAlive, 1);
        SocketTuning.TrySet(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        SocketTuning.TrySet(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
        SocketTuning.TrySet(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
        LocalEndPoint = socket.LocalEndPoint!;
        RemoteEndPoint = remote;
    }

    public override EndPoint LocalEndPoint { get; }

    public override EndPoint RemoteEndPoint { get; }

    public override bool TryRead(Span<byte> destination, out int count)
    {
        try
        {
            count = _socket.Receive(destination, SocketFlags.None, out var error);
            return error switch
            {
                SocketError.Success => true,
                SocketError.WouldBlock => false,
                _ => throw Closed(new SocketException((int)error)),
            };
        }
        catch (ObjectDisposedException disposed)
        {
            throw Closed(disposed);
        }
    }

    public override int TryWrite(ReadOnlySpan<byte> source)
    {
        try
        {
            var count = _socket.Send(source, SocketFlags.None, out var error);
            return error switch
            {
                SocketError.Success => count,
                SocketError.WouldBlock => count,
                _ => throw Closed(new SocketException((int)error)),
            };
        }
        catch (ObjectDisposedException disposed)
        {
            throw Closed(disposed);
        }
    }

    public override bool WaitReadable(TimeSpan timeout) => Wait(timeout, SelectMode.SelectRead);

    public override void WaitWritable() => Wait(Timeout.InfiniteTimeSpan, SelectMode.SelectWrite);

    public override void Dispose() => _socket.Dispose();

    private bool Wait(TimeSpan timeout, SelectMode mode)
    {
        try
        {
            return _socket.Poll(timeout, mode);
        }
        catch (Exception error) when (error is ObjectDisposedException or SocketException)
        {
            throw Closed(error);
        }
    }

    private LinkClosedException Closed(Exception error) => error is ObjectDisposedException
        ? new LinkClosedException($"The connection to {RemoteEndPoint} was closed on this side.", error)
        : new LinkClosedException($"The connection to {RemoteEndPoint} broke: {error.Message}.", error);
}
