using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorNet.Cluster.Tests.Harness;
using ActorNet.Models.Files;
using ActorNet.Protocol;
using ActorNet.TestKit.Processes;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Discovery;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Security;

namespace ActorNet.Cluster.Tests;

/// <summary>A cluster that rejects intruders: certificates of one authority, and a join secret.</summary>
public sealed class SecurityTests : IDisposable
{
    private const string Secret = "correct horse battery staple";

    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(60);

    private readonly ProcessCluster _cluster = Digits.CreateCluster();

    public SecurityTests()
    {
        File.WriteAllText(_cluster.PathOf("secret"), Secret + "\n");
        File.WriteAllText(_cluster.PathOf("wrong"), "incorrect horse battery staple\n");
    }

    public void Dispose() => _cluster.Dispose();

    /// <summary>Intruders are rejected before the run begins and in the middle of it.</summary>
    [Fact]
    public async Task TLS_cluster_with_a_secret_rejects_intruders_and_reaches_the_weights_of_one_process()
    {
        await MakeCertificatesAsync();
        var coordinator = await _cluster.StartCoordinatorAsync(
            [
                .. Digits.Options("run", Digits.Endless), "--local-workers", "1", "--min-workers", "2",
                "--certs", "ours/coordinator", "--secret-file", "secret",
            ]);
        var endpoint = coordinator.Endpoint;
        var address = await ClusterAddressAsync(endpoint);
        Assert.Equal(IPEndPoint.Parse(endpoint).Address, address.Address);

        await ExpectIntrudersRejectedAsync(IPEndPoint.Parse(endpoint), address);
        var plain = Uninvited(endpoint, "");
        var stranger = Uninvited(endpoint, "--certs theirs/worker");
        var silent = Uninvited(endpoint, "--certs ours/worker");
        var wrong = Uninvited(endpoint, "--certs ours/worker --secret-file wrong");

        await plain.ExpectExitAsync(1);
        Assert.Contains($"{endpoint} sent TLS, but this side has no certificates", plain.Errors, StringComparison.Ordinal);
        await stranger.ExpectExitAsync(1);
        Assert.Contains($"{endpoint} showed a certificate of another authority", stranger.Errors, StringComparison.Ordinal);
        await silent.ExpectExitAsync(1);
        Assert.Equal(
            $"The coordinator at {endpoint} rejects this worker: the join secret is missing: this run has one; give the worker the same.\n", silent.Errors);
        await wrong.ExpectExitAsync(1);
        Assert.Equal(
            $"The coordinator at {endpoint} rejects this worker: the join secret is not this run's; give the worker the same.\n", wrong.Errors);

        var status = _cluster.Start("status", ["status", "--join", endpoint, "--json", "--certs", "ours/worker"]);
        await status.ExpectExitAsync();
        Assert.Equal(1, status.LastObject.GetProperty("workers").GetArrayLength()); // the coordinator's own
        Assert.True(status.LastObject.GetProperty("counters").GetProperty("refusedConnections").GetInt64() >= 7);

        var worker = _cluster.Start(
            "worker",
            ["worker", "--join", endpoint, "--name", "worker", "--threads", "1", "--exit-when-done", "--json", "--certs", "ours/worker"],
            ("ACTORNET_SECRET", Secret));
        await coordinator.WaitForStepAsync(50);
        await ExpectIntrudersRejectedAsync(IPEndPoint.Parse(endpoint), address);
        Assert.False(coordinator.HasEvent("worker-left"));
        Assert.Equal("", coordinator.Errors);
        await coordinator.ExpectInterruptedAsync(_cluster.PathOf("run"));
        await worker.ExpectExitAsync();
        Assert.Equal("", worker.Errors);
        AssertSecretIsNotWritten([coordinator, worker, plain, stranger, silent, wrong, status]);
    }

    [Fact]
    public async Task TLS_or_a_secret_on_one_side_only_is_reported_with_the_likely_cause()
    {
        await MakeCertificatesAsync();
        var coordinator = await _cluster.StartCoordinatorAsync(Digits.Options("run"));
        var endpoint = coordinator.Endpoint;
        var secure = Uninvited(endpoint, "--certs ours/worker");
        var secret = Uninvited(endpoint, "--secret-file secret");
        var status = _cluster.Start("status", ["status", "--join", endpoint, "--certs", "ours/worker"]);

        await secure.ExpectExitAsync(1);
        Assert.StartsWith(
            $"No coordinator answers ({endpoint} does not use TLS, but this side has certificates) within ", secure.Errors, StringComparison.Ordinal);
        await secret.ExpectExitAsync(1);
        Assert.StartsWith(
            $"The coordinator at {endpoint} rejects this worker: it has a join secret, and this run has none", secret.Errors, StringComparison.Ordinal);
        await status.ExpectExitAsync(1);
        Assert.Equal(
            $"The coordinator at {endpoint} does not answer: {endpoint} does not use TLS, but this side has certificates.\n", status.Errors);
        Assert.False(coordinator.HasEvent("worker-joined"));
    }

    private async Task MakeCertificatesAsync()
    {
        string[] authorities = ["ours", "theirs"];
        await Task.WhenAll(authorities.Select(authority =>
            _cluster.Start("certs", ["certs", "init", authority, "--node", "coordinator,worker"]).ExpectExitAsync()));
    }

    private ActorNetProcess Uninvited(string endpoint, string options) =>
        _cluster.StartWorker("uninvited", endpoint, ["--join-timeout", "2", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

    /// <summary>The address of the coordinator's node, from its answer to an authorized query.</summary>
    private async Task<IPEndPoint> ClusterAddressAsync(string endpoint)
    {
        var port = IPEndPoint.Parse(endpoint);
        var (json, _) = await EndpointQuery.AskAsync(
            Endpoint.Parse(endpoint), NodeCertificates.Load(_cluster.PathOf("ours/worker"), TimeProvider.System),
            FrameKind.Discover, FrameKind.Discovered, ResponseTimeout, default);
        var address = JsonFormat.Read<EndpointDescription>(json, "It").ClusterAddress;
        Assert.StartsWith($"akka.ssl.tcp://actornet@{port.Address}:", address, StringComparison.Ordinal);
        return IPEndPoint.Parse(address.Split('@')[1]);
    }

    private X509Certificate2 Certificate(string folder) => X509Certificate2.CreateFromPemFile(
        Path.Combine(_cluster.PathOf(folder), "node.crt"), Path.Combine(_cluster.PathOf(folder), "node.key"));

    private async Task ExpectIntrudersRejectedAsync(params IPEndPoint[] ports)
    {
        foreach (var port in ports)
        {
            await ExpectTlsRejectedAsync(port, certificate: null, SslProtocols.Tls12);
            await ExpectTlsRejectedAsync(port, certificate: null, SslProtocols.Tls13);
            await ExpectTlsRejectedAsync(port, Certificate("theirs/worker"), SslProtocols.Tls12);
            await ExpectTlsRejectedAsync(port, Certificate("theirs/worker"), SslProtocols.Tls13);
            await ExpectPlainTextRejectedAsync(port);
        }
    }

    /// <summary>
    /// In TLS 1.3 the client's handshake may succeed before the server rejects it. The connection must be closed without any data.
    /// </summary>
    private async Task ExpectTlsRejectedAsync(IPEndPoint port, X509Certificate2? certificate, SslProtocols protocol)
    {
        var ours = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_cluster.PathOf("ours"), "ca.crt"));
        using var socket = await ConnectAsync(port);
        await using var client = new SslStream(new NetworkStream(socket));
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "coordinator",
            EnabledSslProtocols = protocol,
            ClientCertificates = certificate is null ? [] : [certificate],
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { ours }, RevocationMode = X509RevocationMode.NoCheck,
            },
        };
        var error = await Record.ExceptionAsync(async () =>
        {
            await client.AuthenticateAsClientAsync(options).WaitAsync(ResponseTimeout);
            Assert.Equal(0, await client.ReadAsync(new byte[100]).AsTask().WaitAsync(ResponseTimeout));
            throw new IOException("The end was read.");
        });
        Assert.True(error is IOException or AuthenticationException, $"{port} by {protocol}: {error}");
    }

    private static async Task ExpectPlainTextRejectedAsync(IPEndPoint port)
    {
        using var socket = await ConnectAsync(port);
        await socket.SendAsync(new byte[100]);
        using var deadline = new CancellationTokenSource(ResponseTimeout);
        var received = 0;
        try
        {
            while (await socket.ReceiveAsync(new byte[1024], deadline.Token) is var count and > 0)
                received += count;
        }
        catch (SocketException reset) when (reset.SocketErrorCode is SocketError.ConnectionReset)
        {
        }

        Assert.InRange(received, 0, 7); // an alert at most
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(port);
        return socket;
    }

    private void AssertSecretIsNotWritten(IEnumerable<ActorNetProcess> processes)
    {
        foreach (var file in Directory.GetFiles(_cluster.PathOf("run"), "*", SearchOption.AllDirectories))
            Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf("horse battery"u8));
        var run = File.ReadAllText(Path.Combine(_cluster.PathOf("run"), "run.json"));
        Assert.DoesNotContain("ours", run, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run, StringComparison.Ordinal);
        Assert.All(processes, process => Assert.DoesNotContain("horse battery", process.Output, StringComparison.Ordinal));
    }
}
