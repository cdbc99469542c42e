using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorNet.Actors.Hosting;
using ActorNet.Protocol;
using ActorNet.Testing;
using ActorNet.Transport.Security;
using Akka.Actor;
using Akka.Cluster;

namespace ActorNet.Actors.Tests.Hosting;

/// <summary>The cluster port, with certificates and without. A control message that is echoed proves communication.</summary>
public sealed class NodeSystemTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);
    private static readonly JoinChallenge Message = new("An echo.");

    private readonly List<ActorSystem> _systems = [];

    [Fact]
    public async Task Nodes_with_certificates_of_one_authority_communicate()
    {
        var (echo, _) = Listen(TestCertificates.Coordinator);
        Assert.StartsWith("akka.ssl.tcp://", echo.ToString(), StringComparison.Ordinal);
        Assert.Equal(Message, await AskAsync(Start(TestCertificates.Worker), echo, ResponseTimeout));
    }

    public static TheoryData<string> Uninvited => ["stranger", "expired", "plain"];

    [Theory]
    [MemberData(nameof(Uninvited))]
    public async Task Node_without_a_valid_certificate_is_rejected_and_the_others_continue(string certificate)
    {
        var (echo, _) = Listen(TestCertificates.Coordinator);
        var other = Start(certificate switch { "stranger" => TestCertificates.Stranger, "expired" => TestCertificates.Expired, _ => null });
        var path = certificate == "plain" ? new RootActorPath(echo.Address.WithProtocol("akka.tcp")) / "user" / "echo" : echo;
        await Assert.ThrowsAsync<AskTimeoutException>(() => AskAsync(other, path, Short));
        Assert.Equal(Message, await AskAsync(Start(TestCertificates.Worker), echo, ResponseTimeout));
        Assert.False(_systems[0].WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task Coordinator_that_connects_to_an_unknown_node_is_rejected_and_continues()
    {
        var (unknown, _) = Listen(TestCertificates.Stranger);
        var caller = Start(TestCertificates.Coordinator);
        await Assert.ThrowsAsync<AskTimeoutException>(() => AskAsync(caller, unknown, Short));
        var (echo, _) = Listen(TestCertificates.Worker);
        Assert.Equal(Message, await AskAsync(caller, echo, ResponseTimeout));
        await NodeSystem.EndAsync(caller).WaitAsync(ResponseTimeout);
        Assert.True(caller.WhenTerminated.IsCompleted);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Client_without_a_certificate_is_disconnected(SslProtocols protocol)
    {
        var (echo, port) = Listen(TestCertificates.Coordinator);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await using var client = new SslStream(new NetworkStream(socket));
        var error = await Record.ExceptionAsync(async () =>
        {
            await client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = protocol,
                RemoteCertificateValidationCallback = (_, shown, _, _) => TestCertificates.Worker.Validate(shown as X509Certificate2) is null,
            }).WaitAsync(ResponseTimeout);
            Assert.Equal(0, await client.ReadAsync(new byte[100]).AsTask().WaitAsync(ResponseTimeout));
            throw new IOException("The end was read.");
        });
        Assert.True(error is IOException or AuthenticationException, $"{error}");
        Assert.Equal(Message, await AskAsync(Start(TestCertificates.Worker), echo, ResponseTimeout));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var system in _systems)
            await system.Terminate();
    }

    private (ActorPath Echo, int Port) Listen(NodeCertificates certificates)
    {
        var system = Start(certificates);
        var echo = system.ActorOf(Props.Create(() => new Echo()), "echo");
        var address = Cluster.Get(system).SelfAddress;
        return (new RootActorPath(address) / echo.Path.Elements, address.Port!.Value);
    }

    private ActorSystem Start(NodeCertificates? certificates)
    {
        var system = NodeSystem.Create(ClusterConfiguration.Of(ClusterConfiguration.WorkerRole, "127.0.0.1", "127.0.0.1", port: 0), certificates);
        _systems.Add(system);
        return system;
    }

    private static Task<JoinChallenge> AskAsync(ActorSystem from, ActorPath target, TimeSpan timeout) =>
        from.ActorSelection(target).Ask<JoinChallenge>(Message, timeout);

    private sealed class Echo : ReceiveActor
    {
        public Echo() => Receive<JoinChallenge>(message => Sender.Tell(message));
    }
}
