using System.Net;
using System.Net.Sockets;
using ActorNet.Learning;

namespace ActorNet.Transport.Connections;

internal static class TcpListenerFactory
{
    private const int Backlog = 128;

    /// <summary>Returns a listening, non-blocking socket.</summary>
    /// <param name="endPoint">The address; port 0 for any free port.</param>
    /// <param name="option">The command-line option that the error message names.</param>
    /// <exception cref="InvalidInputException">
    /// The port is in use or not permitted, or the address does not belong to this machine.
    /// </exception>
    public static Socket Start(IPEndPoint endPoint, string option)
    {
        var listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
                listener.DualMode = true;
            listener.Bind(endPoint);
            listener.Listen(Backlog);
            return listener;
        }
        catch (SocketException error)
        {
            listener.Dispose();
            throw new InvalidInputException(
                error.SocketErrorCode switch
                {
                    SocketError.AddressAlreadyInUse =>
                        $"Port {endPoint.Port} of {endPoint.Address} is in use by another program; give a free one with {option}, or 0 for any.",
                    SocketError.AddressNotAvailable => $"{endPoint.Address} is not an address of this machine; give one with --listen, or 0.0.0.0 for all.",
                    SocketError.AccessDenied => $"Port {endPoint.Port} of {endPoint.Address} is not allowed to this program; give another with {option}.",
                    _ => $"Cannot listen on {endPoint}: {error.Message}.",
                },
                error);
        }
    }
}
