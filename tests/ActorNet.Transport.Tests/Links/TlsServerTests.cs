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

/// <summary>A server that requires certificates, with clients that have a valid, an invalid or no certificate.</summary>
public sealed class TlsServerTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly FrameHeader Hello = new() { Kind = FrameKind.Hello };

    private RecordingServer? _server;

    private RecordingServer Server => _server ??= Start(new TensorServerOptions());

    [Fact]
    public async Task Worker_with_a_certificate_is_accepted()
    {
        await AssertStillAcceptsAsync();
        Assert.Equal(0, Server.RefusedConnections);
    }

    [Fact]
    public async Task Certificate_of_another_authority_is_rejected_and_counted() =>
        await AssertRejectedAsync(TestCertificates.Stranger, "showed a certificate of another authority.");

    [Fact]
    public async Task Expired_certificate_is_rejected_and_counted() =>
        await AssertRejectedAsync(TestCertificates.Expired, "showed a certificate that is valid from ");

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Client_without_a_certificate_is_rejected_and_counted(SslProtocols protocol)
    {
        using var socket = Server.Connect();
        await using var client = new SslStream(new NetworkStream(socket));
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = protocol,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                TestCertificates.Worker.Validate(certificate as X509Certificate2) is null,
        };
        // In TLS 1.3 the client completes its handshake before the server has checked for a certificate; the error arrives with the
        // first read.
        var error = await Record.ExceptionAsync(async () =>
        {
            await client.AuthenticateAsClientAsync(options).WaitAsync(LinkPair.ResponseTimeout);
            await client.WriteAsync(TestFrames.Bytes(Hello, "a token"u8));
            Assert.Equal(0, await client.ReadAsync(new byte[100]).AsTask().WaitAsync(LinkPair.ResponseTimeout));
            throw new IOException("The end was read.");
        });
        Assert.True(error is IOException or AuthenticationException, $"{error}");
        Assert.EndsWith("showed no certificate.", Server.TakeRejection(), StringComparison.Ordinal);
        Assert.Equal(0, Server.AcceptedCount);
        Assert.Equal(1, Server.RefusedConnections);
        await AssertStillAcceptsAsync();
    }

    [Fact]
    public async Task Plain_text_is_rejected_and_the_peer_reports_TLS()
    {
        using var worker = await TensorLink.ConnectAsync(
            "localhost", Server.EndPoint.Port, null, LinkPair.AllowAll(), LinkPair.ResponseTimeout, default);
        worker.ReadTimeout = LinkPair.ResponseTimeout;
        worker.Send(Hello, "a token"u8);
        Assert.EndsWith(
            "sent TLS, but this side has no certificates.", Assert.Throws<LinkClosedException>(() => worker.Receive()).Message,
            StringComparison.Ordinal);
        Assert.EndsWith("does not use TLS, but this side has certificates.", Server.TakeRejection(), StringComparison.Ordinal);
        await AssertStillAcceptsAsync();
    }

    [Fact]
    public async Task TLS_to_a_plain_text_server_is_rejected_and_reported_by_both_sides()
    {
        _server = new RecordingServer(new TensorServerOptions());
        var error = await Assert.ThrowsAsync<LinkClosedException>(() => ConnectAsync(TestCertificates.Worker));
        Assert.EndsWith("does not use TLS, but this side has certificates.", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("sent TLS, but this side has no certificates.", Server.TakeRejection(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Incomplete_handshake_times_out_without_blocking_others()
    {
        _server = Start(new TensorServerOptions { FirstFrameTimeout = TimeSpan.FromMilliseconds(500) });
        using var silent = Server.Connect();
        using var half = Server.Connect();
        half.Send([22, 3, 1, 1, 0, 1]);
        await AssertStillAcceptsAsync();
        string[] expected = [.. new[] { silent, half }.Select(socket => $"{socket.LocalEndPoint} sent no first frame within 0.5 s.")];
        Assert.Equal(expected, new[] { Server.TakeRejection(), Server.TakeRejection() });
        Assert.Equal(0, silent.Receive(new byte[1]));
        Assert.Equal(2, Server.RefusedConnections);
    }

    [Fact]
    public async Task Silent_connection_after_the_handshake_times_out()
    {
        _server = Start(new TensorServerOptions { FirstFrameTimeout = TimeSpan.FromMilliseconds(300) });
        using var worker = await ConnectAsync(TestCertificates.Worker);
        Assert.EndsWith("sent no first frame within 0.3 s.", Server.TakeRejection(), StringComparison.Ordinal);
        Assert.True(Assert.Throws<LinkClosedException>(() => worker.Receive()).IsGoodbye);
    }

    [Fact]
    public async Task Invalid_handshake_is_rejected()
    {
        using var socket = Server.Connect();
        socket.Send([22, 3, 1, 0, 40, 2, 0, 0, 36, .. new byte[36]]); // an empty ServerHello
        Assert.StartsWith($"TLS with {socket.LocalEndPoint} failed: ", Server.TakeRejection(), StringComparison.Ordinal);
        await AssertStillAcceptsAsync();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private static RecordingServer Start(TensorServerOptions options) => new(options with { Certificates = TestCertificates.Coordinator });

    private async Task AssertRejectedAsync(NodeCertificates certificates, string reason)
    {
        var error = await Record.ExceptionAsync(async () =>
        {
            using var worker = await ConnectAsync(certificates);
            worker.Send(Hello, "a token"u8);
            worker.Receive();
        });
        Assert.IsType<LinkClosedException>(error);
        Assert.Contains(reason, Server.TakeRejection(), StringComparison.Ordinal);
        Assert.Equal(0, Server.AcceptedCount);
        Assert.Equal(1, Server.RefusedConnections);
        await AssertStillAcceptsAsync();
    }

    private async Task AssertStillAcceptsAsync()
    {
        using var worker = await ConnectAsync(TestCertificates.Worker);
        worker.Send(Hello, "still here"u8);
        var accepted = Server.TakeAccepted();
        Assert.Equal("still here", accepted.Text);
        accepted.Link.Send(new FrameHeader { Kind = FrameKind.Welcome });
        Assert.Equal(FrameKind.Welcome, worker.Receive().Kind);
        accepted.Link.Dispose();
    }

    private async Task<TensorLink> ConnectAsync(NodeCertificates certificates)
    {
        var link = await TensorLink.ConnectAsync(
            "localhost", Server.EndPoint.Port, certificates, LinkPair.AllowAll(), LinkPair.ResponseTimeout, default);
        link.ReadTimeout = LinkPair.ResponseTimeout;
        return link;
    }
}
