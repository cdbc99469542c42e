using System.Net;
using System.Net.Sockets;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Testing;

/// <summary>Two links connected to each other over loopback.</summary>
internal sealed class LinkPair : IDisposable
{
    /// <summary>Far above the duration of any response in a test.</summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(20);

    public LinkPair(bool isSecure = false)
    {
        var (near, far) = isSecure ? TlsConnections() : Connections();
        Near = new TensorLink(near, AllowAll()) { ReadTimeout = ResponseTimeout };
        Far = new TensorLink(far, AllowAll()) { ReadTimeout = ResponseTimeout };
    }

    public TensorLink Near { get; }

    public TensorLink Far { get; }

    public static (Socket Near, Socket Far) Sockets()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        near.Connect(listener.LocalEndPoint!);
        return (near, listener.Accept());
    }

    public static (Connection Near, Connection Far) Connections()
    {
        var (near, far) = Sockets();
        return (new TcpConnection(near, near.RemoteEndPoint!), new TcpConnection(far, far.RemoteEndPoint!));
    }

    public static (TlsConnection Near, TlsConnection Far) TlsConnections()
    {
        var (near, far) = Connections();
        var (client, server) = (
            TlsConnection.Connect(near, TestCertificates.Worker, "localhost"), TlsConnection.Accept(far, TestCertificates.Coordinator));
        Deadline.Await(() => client.TryHandshake() & server.TryHandshake(), "both handshakes are complete");
        return (client, server);
    }

    public static LinkLimits AllowAll()
    {
        var limits = new LinkLimits();
        foreach (var kind in Enum.GetValues<FrameKind>())
            limits.Allow(kind, 16 << 20);
        return limits;
    }

    public void Dispose()
    {
        Near.Dispose();
        Far.Dispose();
    }
}
