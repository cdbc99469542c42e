using System.Net.Sockets;

namespace ActorNet.Transport.Connections;

/// <summary>
/// Sets socket options that improve a connection but are not required for it. Older Windows versions and Wine lack some of them
/// (keep-alive times, for example); the connection then works with the defaults of the platform.
/// </summary>
internal static class SocketTuning
{
    /// <summary>Sets an option; returns false if the platform does not support it.</summary>
    public static bool TrySet(Socket socket, SocketOptionLevel level, SocketOptionName name, int value)
    {
        try
        {
            socket.SetSocketOption(level, name, value);
            return true;
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ProtocolOption or SocketError.OperationNotSupported)
        {
            return false;
        }
    }
}
