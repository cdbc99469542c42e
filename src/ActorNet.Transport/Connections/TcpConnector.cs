using System.Net;
using System.Net.Sockets;
using ActorNet.Transport.Security;

namespace ActorNet.Transport.Connections;

/// <summary>
/// Connects by host and port. Each attempt uses a thread of its own, since asynchronous calls are not allowed on a socket of
/// <see cref="TcpConnection"/>.
/// </summary>
internal static class TcpConnector
{
    private static readonly TimeSpan CancellationInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Tries the addresses of a host in turn. Each gets an equal part of the timeout, since a firewall may drop packets to one of them
    /// silently.
    /// </summary>
    /// <exception cref="LinkClosedException">No address answers in time, or the peer's certificate is not accepted.</exception>
    public static async Task<Connection> ConnectAsync(
        string host, int port, NodeCertificates? certificates, TimeSpan timeout, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(timeout);
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, deadline.Token).ConfigureAwait(false);
            return await Task.Factory.StartNew(
                () => StartTls(
                    ConnectToAny(addresses, port, timeout / addresses.Length, deadline.Token), host, certificates, deadline.Token),
                deadline.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        catch (SocketException error)
        {
            throw new LinkClosedException($"No connection to {host}:{port}: {error.Message}.", error);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new LinkClosedException($"No connection to {host}:{port}: no answer within {timeout.TotalSeconds} s.", late);
        }
    }

    private static TcpConnection ConnectToAny(IPAddress[] addresses, int port, TimeSpan timeout, CancellationToken cancellation)
    {
        SocketException? last = null;
        foreach (var address in addresses)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (address != addresses[^1])
                deadline.CancelAfter(timeout);
            try
            {
                return Connect(new IPEndPoint(address, port), deadline.Token);
            }
            catch (SocketException error)
            {
                last = error;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                last = new SocketException((int)SocketError.TimedOut);
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static Connection StartTls(
        TcpConnection connection, string host, NodeCertificates? certificates, CancellationToken cancellation)
    {
        if (certificates is null)
            return connection;
        var tls = TlsConnection.Connect(connection, certificates, host);
        try
        {
            while (!tls.TryHandshake())
            {
                cancellation.ThrowIfCancellationRequested();
                connection.WaitReadable(CancellationInterval);
            }

            return tls;
        }
        catch
        {
            tls.Dispose();
            throw;
        }
    }

    private static TcpConnection Connect(IPEndPoint remote, CancellationToken cancellation)
    {
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try
        {
            try
            {
                socket.Connect(remote);
            }
            catch (SocketException pending) when (pending.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                while (!socket.Poll(CancellationInterval, SelectMode.SelectWrite) && !socket.Poll(TimeSpan.Zero, SelectMode.SelectError))
                    cancellation.ThrowIfCancellationRequested();
                var error = (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
                if (error != 0)
                    throw new SocketException(error);
            }

            return new TcpConnection(socket, remote);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
