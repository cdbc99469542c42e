using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorNet.Testing;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Transport.Tests.Links;

/// <summary>A server that keeps the links it accepts and the reasons of its rejections.</summary>
internal sealed class RecordingServer : IAsyncDisposable
{
    private readonly BlockingCollection<(TensorLink Link, FrameHeader Header, string Text)> _accepted = [];
    private readonly BlockingCollection<string> _rejections = [];
    private readonly TensorServer _server;

    /// <param name="options">The limits for connections.</param>
    /// <param name="accept">Receives the text of each first frame; an exception rejects the connection.</param>
    public RecordingServer(TensorServerOptions options, Action<string>? accept = null) => _server = new TensorServer(
        new IPEndPoint(IPAddress.Loopback, 0), options, TimeProvider.System,
        (link, header, text) =>
        {
            accept?.Invoke(text);
            link.ReadTimeout = LinkPair.ResponseTimeout;
            _accepted.Add((link, header, text));
        },
        (_, reason) => _rejections.Add(reason));

    public IPEndPoint EndPoint => _server.EndPoint;

    public long RefusedConnections => _server.RefusedConnections;

    public int AcceptedCount => _accepted.Count;

    public Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(EndPoint);
        socket.ReceiveTimeout = (int)LinkPair.ResponseTimeout.TotalMilliseconds;
        return socket;
    }

    public (TensorLink Link, FrameHeader Header, string Text) TakeAccepted()
    {
        Assert.True(_accepted.TryTake(out var accepted, LinkPair.ResponseTimeout), "No link was accepted in time.");
        return accepted;
    }

    public string TakeRejection()
    {
        Assert.True(_rejections.TryTake(out var reason, LinkPair.ResponseTimeout), "No connection was rejected in time.");
        return reason!;
    }

    /// <summary>Stops the server; accepted links stay open.</summary>
    public Task StopAsync() => _server.DisposeAsync().AsTask().WaitAsync(LinkPair.ResponseTimeout);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        while (_accepted.TryTake(out var accepted))
            accepted.Link.Dispose();
        _accepted.Dispose();
        _rejections.Dispose();
    }
}
