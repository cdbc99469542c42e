using System.Net;
using System.Net.Sockets;

namespace ActorNet.Transport.Connections;

/// <summary>
/// A connected TCP socket. Only non-blocking calls and poll(2) are ever used on it: after the first asynchronous one the runtime watches the socket for
/// good, and a thread of its own wakes for every packet.
/// </summary>
internal sealed class TcpConnection : Connection
{
    // A machine that vanished is noticed after 10 + 3 · 5 seconds, also where nothing is sent to it.
    private const int KeepAliveSeconds = 10;
    private const int KeepAliveIntervalSeconds = 5;
    private const int KeepAliveProbes = 3;

    private readonly Socket _socket;

    /// <summary>Takes the socket over.</summary>
    public TcpConnection(Socket socket, EndPoint remote)
    {
        _socket = socket;
        socket.Blocking = false;
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
        LocalEndPoint = socket.LocalEndPoint!;
        RemoteEndPoint = remote;
    }

    /// <inheritdoc/>
    public override EndPoint LocalEndPoint { get; }

    /// <inheritdoc/>
    public override EndPoint RemoteEndPoint { get; }

    /// <inheritdoc/>
    public override bool TryRead(Span<byte> destination, out int count)
    {
        try
        {
            count = _socket.Receive(destination, SocketFlags.None, out var error);
            return error switch
            {
                SocketError.Success => true,
                SocketError.WouldBlock => false,
                _ => throw Broken(new SocketException((int)error)),
            };
        }
        catch (ObjectDisposedException disposed)
        {
            throw Broken(disposed);
        }
    }

    /// <inheritdoc/>
    public override int TryWrite(ReadOnlySpan<byte> source)
    {
        try
        {
            var count = _socket.Send(source, SocketFlags.None, out var error);
            return error switch
            {
                SocketError.Success => count,
                SocketError.WouldBlock => count,
                _ => throw Broken(new SocketException((int)error)),
            };
        }
        catch (ObjectDisposedException disposed)
        {
            throw Broken(disposed);
        }
    }

    /// <inheritdoc/>
    public override bool WaitReadable(TimeSpan timeout) => Wait(timeout, SelectMode.SelectRead);

    /// <inheritdoc/>
    public override void WaitWritable() => Wait(Timeout.InfiniteTimeSpan, SelectMode.SelectWrite);

    /// <inheritdoc/>
    public override void Dispose() => _socket.Dispose();

    private bool Wait(TimeSpan timeout, SelectMode mode)
    {
        try
        {
            return _socket.Poll(timeout, mode);
        }
        catch (Exception error) when (error is ObjectDisposedException or SocketException)
        {
            throw Broken(error);
        }
    }

    private LinkClosedException Broken(Exception error) => error is ObjectDisposedException
        ? new LinkClosedException($"The connection to {RemoteEndPoint} was closed on this side.", error)
        : new LinkClosedException($"The connection to {RemoteEndPoint} broke: {error.Message}.", error);
}
