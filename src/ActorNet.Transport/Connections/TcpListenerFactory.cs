using System.Net;
using System.Net.Sockets;
using ActorNet.Learning;

namespace ActorNet.Transport.Connections;

internal static class TcpListenerFactory
{
    /// <summary>The parameter that the address is of.</summary>
    public const string Listen = "Listen";

    private const int Backlog = 128;

    /// <summary>
    /// Returns a listening, non-blocking socket; port 0 is any free port. <paramref name="portParameter"/> is for the sentences of errors.
    /// </summary>
    /// <exception cref="InvalidInputException">
    /// The port is in use or not permitted, or the address does not belong to this machine.
    /// </exception>
    public static Socket Start(IPEndPoint endPoint, string portParameter)
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
            throw error.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => new InvalidInputException(
                    portParameter, endPoint, "a free port, or 0 for any; another program uses this one", cause: error),
                SocketError.AddressNotAvailable => new InvalidInputException(
                    Listen, endPoint.Address, "an address of this machine, or 0.0.0.0 for all", cause: error),
                SocketError.AccessDenied => new InvalidInputException(
                    portParameter, endPoint, "a port that the system permits to this program, such as one above 1023", cause: error),
                _ => new InvalidInputException(portParameter, endPoint, $"an address and a port to listen on ({error})", cause: error),
            };
        }
    }
}
