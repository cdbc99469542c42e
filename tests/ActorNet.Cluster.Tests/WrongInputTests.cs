using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorNet.Cluster.Tests.Harness;
using ActorNet.Models.Files;
using ActorNet.Protocol;
using ActorNet.TestKit.Processes;
using ActorNet.Transport.Discovery;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Cluster.Tests;

/// <summary>Each error is one clear sentence on standard error and the right exit code.</summary>
public sealed class WrongInputTests : IDisposable
{
    private readonly ProcessCluster _cluster = Digits.CreateCluster();

    public void Dispose() => _cluster.Dispose();

    [Theory]
    [InlineData("worker", "--join is missing; allowed is the coordinator's --listen address, such as 127.0.0.1:4710.")]
    [InlineData("status", "--join is missing; allowed is the coordinator's --listen address, such as 127.0.0.1:4710.")]
    [InlineData("worker --join --json", "--join is '--json'; allowed is HOST:PORT, a name or an address and a port from 0 to 65535, such as 127.0.0.1:4710.")]
    [InlineData("worker --join here:0", "--join is here:0; allowed is an address with a port from 1; give the port that the coordinator listens on.")]
    [InlineData("coordinator --listen nonsense:port", "--listen is 'nonsense:port'; allowed is HOST:PORT, a name or an address and a port from 0 to 65535, such as 127.0.0.1:4710.")]
    [InlineData("coordinator --dataset digits --listen no-such-host.invalid:0", "Host 'no-such-host.invalid' has no address (HostNotFound); give a host that this machine can find.")]
    [InlineData("coordinator --dataset digits --listen 0.0.0.0:0", "--listen is 0.0.0.0; allowed is 127.0.0.1 without TLS, since any machine that reaches another address can then join the run and read it; give --certs (or ACTORNET_CERTS), or set --insecure on a trusted network.")]
    public async Task Invalid_argument_is_reported_with_exit_code_2(string arguments, string sentence)
    {
        var process = Start(arguments);
        await process.ExpectExitAsync(2);
        Assert.Equal(sentence + "\n", process.Errors);
    }

    [Fact]
    public async Task Port_in_use_is_reported_with_exit_code_2()
    {
        using var listener = Listen(_ => { });
        var port = PortOf(listener);
        var taken = Start($"coordinator --dataset digits --listen 127.0.0.1:{port} --cluster-port 0");
        var clusterTaken = Start($"coordinator --dataset digits --listen 127.0.0.1:0 --cluster-port {port}");

        await taken.ExpectExitAsync(2);
        Assert.Equal($"--listen is 127.0.0.1:{port}; allowed is a free port, or 0 for any; another program uses this one.\n", taken.Errors);
        await clusterTaken.ExpectExitAsync(2);
        Assert.Equal($"--cluster-port is 127.0.0.1:{port}; allowed is a free port, or 0 for any; another program uses this one.\n", clusterTaken.Errors);
        Assert.False(Directory.Exists(_cluster.PathOf("runs")), "a run was created that cannot begin");
    }

    [Fact]
    public async Task Missing_coordinator_is_reported_with_exit_code_1()
    {
        using var closed = Listen(_ => { });
        var port = PortOf(closed);
        closed.Dispose();
        var worker = Start($"worker --join 127.0.0.1:{port} --join-timeout 1");
        var status = Start($"status --join 127.0.0.1:{port}");
        var elsewhere = Start("worker --join no-such-host.invalid:4710 --join-timeout 1");

        await worker.ExpectExitAsync(1);
        Assert.Equal(
            $"No coordinator answers (No connection to 127.0.0.1:{port}: Connection refused) within 1 s; is it started, and does it listen on this address?\n",
            worker.Errors);
        await status.ExpectExitAsync(1);
        Assert.Equal($"The coordinator at 127.0.0.1:{port} does not answer: No connection to 127.0.0.1:{port}: Connection refused.\n", status.Errors);
        await elsewhere.ExpectExitAsync(1);
        Assert.StartsWith(
            "No coordinator answers (No connection to no-such-host.invalid:4710: ", elsewhere.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_service_at_the_coordinators_port_is_reported_with_exit_code_1()
    {
        using var silent = Listen(_ => { });
        using var other = Listen(socket => socket.Send(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n".PadRight(200))));
        var toSilent = Start($"worker --join 127.0.0.1:{PortOf(silent)} --join-timeout 1");
        var toOther = Start($"worker --join 127.0.0.1:{PortOf(other)} --join-timeout 1");
        var status = Start($"status --join 127.0.0.1:{PortOf(other)}");

        await toOther.ExpectExitAsync(1);
        Assert.StartsWith(
            $"No coordinator answers (127.0.0.1:{PortOf(other)} sent what is not an ActorNet frame) within ", toOther.Errors, StringComparison.Ordinal);
        await status.ExpectExitAsync(1);
        Assert.Equal(
            $"The coordinator at 127.0.0.1:{PortOf(other)} does not answer: 127.0.0.1:{PortOf(other)} sent what is not an ActorNet frame.\n", status.Errors);
        await toSilent.ExpectExitAsync(1);
        Assert.StartsWith(
            $"No coordinator answers (127.0.0.1:{PortOf(silent)} sent nothing for ", toSilent.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coordinator_of_another_version_is_reported_with_exit_code_1()
    {
        var description = new EndpointDescription("actornet 9.9.9", ProtocolVersion.Current + 1, "akka.tcp://actornet@127.0.0.1:1", "run");
        await using var server = new TensorServer(
            new IPEndPoint(IPAddress.Loopback, 0), new TensorServerOptions(), TimeProvider.System,
            (link, _, _) =>
            {
                link.Send(new FrameHeader { Kind = FrameKind.Discovered }, JsonFormat.Write(description).AsMemory());
                link.Close("That was the answer.");
            },
            (_, _) => { });
        var worker = Start($"worker --join {server.EndPoint} --join-timeout 1");
        await worker.ExpectExitAsync(1);
        Assert.Equal(
            $"The coordinator at {server.EndPoint} (actornet 9.9.9) speaks version {ProtocolVersion.Current + 1} of the protocol, and this program version {ProtocolVersion.Current}; run the same program on both sides.\n",
            worker.Errors);
    }

    private ActorNetProcess Start(string arguments) => _cluster.Start(arguments, arguments.Split(' '));

    /// <summary>Listens on a free port, and calls <paramref name="onConnected"/> for each connection.</summary>
    private static TcpListener Listen(Action<Socket> onConnected)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = AcceptAsync();
        return listener;

        async Task AcceptAsync()
        {
            var sockets = new List<Socket>(); // stay open until the listener is closed
            try
            {
                while (true)
                {
                    sockets.Add(await listener.AcceptSocketAsync());
                    onConnected(sockets[^1]);
                }
            }
            catch (SocketException)
            {
                sockets.ForEach(socket => socket.Dispose());
            }
        }
    }

    private static string PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
}
