using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorNet.Testing;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;
using ActorNet.Transport.Security;

namespace ActorNet.Transport.Tests.Links;

/// <summary>A server that demands certificates, and all who come without the right one.</summary>
public sealed class TlsServerTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly FrameHeader Hello = new() { Kind = FrameKind.Hello };

    private readonly BlockingCollection<(TensorLink Link, string Text)> _taken = [];
    private readonly BlockingCollection<string> _refusals = [];
    private TensorServer? _server;

    private TensorServer Server => _server ??= Start(new TensorServerOptions());

    [Fact]
    public async Task Worker_with_a_certificate_is_taken()
    {
        await StillTakesAsync();
        Assert.Equal(0, Server.RefusedConnections);
    }

    [Fact]
    public async Task Certificate_of_another_authority_is_refused_and_counted() =>
        await IsRefusedAsync(TestCertificates.Stranger, "showed a certificate of another authority.");

    [Fact]
    public async Task Expired_certificate_is_refused_and_counted() => await IsRefusedAsync(TestCertificates.Expired, "showed a certificate that is valid from ");

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Client_without_a_certificate_is_refused_and_counted(SslProtocols protocol)
    {
        using var socket = Connect();
        await using var client = new SslStream(new NetworkStream(socket));
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = protocol,
            RemoteCertificateValidationCallback = (_, shown, _, _) => TestCertificates.Worker.Validate(shown as X509Certificate2) is null,
        };
        // By TLS 1.3 a client has shaken hands before the server has seen what it has not shown; it hears of it when it reads.
        var error = await Record.ExceptionAsync(async () =>
        {
            await client.AuthenticateAsClientAsync(options).WaitAsync(LinkPair.ResponseTimeout);
            await client.WriteAsync(TestFrames.Bytes(Hello, "a token"u8));
            Assert.Equal(0, await client.ReadAsync(new byte[100]).AsTask().WaitAsync(LinkPair.ResponseTimeout));
            throw new IOException("The end was read.");
        });
        Assert.True(error is IOException or AuthenticationException, $"{error}");
        Assert.EndsWith("showed no certificate.", Refusal(), StringComparison.Ordinal);
        Assert.Empty(_taken);
        Assert.Equal(1, Server.RefusedConnections);
        await StillTakesAsync();
    }

    [Fact]
    public async Task Plain_text_is_refused_and_told_that_this_is_TLS()
    {
        using var worker = await TensorLink.ConnectAsync("localhost", Server.EndPoint.Port, null, LinkPair.AllowAll(), LinkPair.ResponseTimeout, default);
        worker.ReadTimeout = LinkPair.ResponseTimeout;
        worker.Send(Hello, "a token"u8);
        Assert.EndsWith("sent TLS, which this side was given no certificates for.", Assert.Throws<LinkClosedException>(() => worker.Receive()).Message, StringComparison.Ordinal);
        Assert.EndsWith("speaks no TLS, for which this side was given certificates.", Refusal(), StringComparison.Ordinal);
        await StillTakesAsync();
    }

    [Fact]
    public async Task TLS_where_none_is_spoken_is_refused_and_both_sides_know_why()
    {
        _server = Start(new TensorServerOptions(), certificates: null);
        var error = await Assert.ThrowsAsync<LinkClosedException>(() => ConnectAsync(TestCertificates.Worker));
        Assert.EndsWith("speaks no TLS, for which this side was given certificates.", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("sent TLS, which this side was given no certificates for.", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handshake_that_does_not_end_holds_up_nobody_and_is_closed_after_a_while()
    {
        _server = Start(new TensorServerOptions { FirstFrameTimeout = TimeSpan.FromMilliseconds(500) });
        using var silent = Connect();
        using var half = Connect();
        half.Send([22, 3, 1, 1, 0, 1]);
        await StillTakesAsync();
        string[] expected = [.. new[] { silent, half }.Select(socket => $"{socket.LocalEndPoint} did not say who it is within 0.5 s.")];
        Assert.Equal(expected, new[] { Refusal(), Refusal() });
        Assert.Equal(0, silent.Receive(new byte[1]));
        Assert.Equal(2, Server.RefusedConnections);
    }

    [Fact]
    public async Task Whoever_has_shaken_hands_and_says_nothing_is_closed_after_a_while()
    {
        _server = Start(new TensorServerOptions { FirstFrameTimeout = TimeSpan.FromMilliseconds(300) });
        using var worker = await ConnectAsync(TestCertificates.Worker);
        Assert.EndsWith("did not say who it is within 0.3 s.", Refusal(), StringComparison.Ordinal);
        Assert.True(Assert.Throws<LinkClosedException>(() => worker.Receive()).IsGoodbye);
    }

    [Fact]
    public async Task Noise_that_looks_like_a_handshake_is_refused()
    {
        using var socket = Connect();
        socket.Send([22, 3, 1, 0, 40, 2, 0, 0, 36, .. new byte[36]]); // a server's greeting, and an empty one
        Assert.StartsWith($"TLS with {socket.LocalEndPoint} failed: ", Refusal(), StringComparison.Ordinal);
        await StillTakesAsync();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        while (_taken.TryTake(out var taken))
            taken.Link.Dispose();
        _taken.Dispose();
        _refusals.Dispose();
    }

    private TensorServer Start(TensorServerOptions options) => Start(options, TestCertificates.Coordinator);

    private TensorServer Start(TensorServerOptions options, NodeCertificates? certificates) => new(
        new IPEndPoint(IPAddress.Loopback, 0), options with { Certificates = certificates }, TimeProvider.System,
        (link, _, text) => _taken.Add((link, text)), (_, reason) => _refusals.Add(reason));

    private async Task IsRefusedAsync(NodeCertificates certificates, string reason)
    {
        var error = await Record.ExceptionAsync(async () =>
        {
            using var worker = await ConnectAsync(certificates);
            worker.Send(Hello, "a token"u8);
            worker.Receive();
        });
        Assert.IsType<LinkClosedException>(error);
        Assert.Contains(reason, Refusal(), StringComparison.Ordinal);
        Assert.Empty(_taken);
        Assert.Equal(1, Server.RefusedConnections);
        await StillTakesAsync();
    }

    private async Task StillTakesAsync()
    {
        using var worker = await ConnectAsync(TestCertificates.Worker);
        worker.Send(Hello, "still here"u8);
        Assert.True(_taken.TryTake(out var taken, LinkPair.ResponseTimeout), "Nobody was taken in time.");
        Assert.Equal("still here", taken.Text);
        taken.Link.Send(new FrameHeader { Kind = FrameKind.Welcome });
        Assert.Equal(FrameKind.Welcome, worker.Receive().Kind);
        taken.Link.Dispose();
    }

    private async Task<TensorLink> ConnectAsync(NodeCertificates certificates)
    {
        var link = await TensorLink.ConnectAsync("localhost", Server.EndPoint.Port, certificates, LinkPair.AllowAll(), LinkPair.ResponseTimeout, default);
        link.ReadTimeout = LinkPair.ResponseTimeout;
        return link;
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(Server.EndPoint);
        socket.ReceiveTimeout = (int)LinkPair.ResponseTimeout.TotalMilliseconds;
        return socket;
    }

    private string Refusal()
    {
        Assert.True(_refusals.TryTake(out var reason, LinkPair.ResponseTimeout), "Nobody was refused in time.");
        return reason!;
    }
}
