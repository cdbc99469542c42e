using System.Globalization;
using System.Net;
using System.Text;
using ActorNet.Actors.Membership;
using ActorNet.Actors.Transport;
using ActorNet.Actors.Worker;
using ActorNet.Learning;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Protocol;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;

namespace ActorNet.Actors.Hosting;

/// <summary>A node of role coordinator: its actor system, with the run as a singleton, and the server for tensor links.</summary>
internal sealed class CoordinatorNode : IAsyncDisposable
{
    /// <summary>The singleton's manager; its proxies need the path.</summary>
    public const string RunPath = "/user/run-manager";

    private static readonly TimeSpan StatusPatience = TimeSpan.FromSeconds(2);

    private readonly JoinTokens _tokens = new();
    private readonly LinkTable _links = new();
    private readonly CoordinatorRun _run;
    private readonly DatasetArchive _archive;
    private readonly ClusterOptions _options;
    private readonly IPAddress _address;
    private readonly string _publicHost;
    private readonly ActorSystem _system;
    private readonly TensorServer _server;
    private readonly IActorRef? _runProxy; // null while it starts, when the server may have questions already

    private CoordinatorNode(CoordinatorRun run, ClusterOptions options, IPAddress address)
    {
        (_run, _options, _address) = (run, options, address);
        _archive = ArchiveOf(run.Dataset);
        _publicHost = options.Advertise
            ?? (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? Dns.GetHostName() : options.Listen.Host);
        _system = StartSystem();
        try
        {
            _server = new TensorServer(
                new IPEndPoint(address, options.Listen.Port), new TensorServerOptions { Certificates = options.Certificates }, run.Options.Time, Identify, (_, _) => { });
            Endpoint = new HostPort(_publicHost, _server.EndPoint.Port);
            run.Raise(new CoordinatorListening(run.Options.RunId, Endpoint.ToString()));
            _runProxy = StartRun();
        }
        catch
        {
            _ = _server?.DisposeAsync().AsTask();
            _system.Terminate();
            throw;
        }
    }

    /// <summary>The way to the run.</summary>
    public IActorRef Run => _runProxy ?? ActorRefs.Nobody;

    /// <summary>Where workers come to, as others write it.</summary>
    public HostPort Endpoint { get; }

    /// <summary>Listens, and starts the run's actors.</summary>
    /// <exception cref="InvalidInputException">It cannot listen as asked.</exception>
    public static async Task<CoordinatorNode> StartAsync(CoordinatorRun run, ClusterOptions options, CancellationToken cancellationToken)
    {
        var address = await options.ResolveAsync(cancellationToken).ConfigureAwait(false);
        return new CoordinatorNode(run, options, address);
    }

    /// <summary>Tells the workers that the run is over, leaves the cluster and closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        // First of all, or a worker that hears that the run is over and looks for the next would find this one again.
        await _server.DisposeAsync().ConfigureAwait(false);
        Run.Tell(new EndWorker(LinkEnd.RunOver, "the run is over"));
        await NodeSystem.EndAsync(_system).ConfigureAwait(false);
    }

    private ActorSystem StartSystem()
    {
        var port = _options.PortOfCluster;
        // Akka.Remote says too little of why it cannot listen.
        TcpListening.Start(new IPEndPoint(_address, port), "--cluster-port").Dispose();
        try
        {
            return NodeSystem.Create(
                ClusterConfiguration.Of(ClusterConfiguration.CoordinatorRole, _address.ToString(), _publicHost, port), _options.Certificates);
        }
        catch (Exception fault)
        {
            throw new InvalidInputException(
                $"The cluster cannot start on {_address}, port {port}: {fault.Message.TrimEnd('.')}.", fault);
        }
    }

    private IActorRef StartRun()
    {
        var cluster = Cluster.Get(_system);
        cluster.Join(cluster.SelfAddress);
        var (offer, run) = (Offer(), _run);
        _system.ActorOf(
            ClusterSingletonManager.Props(
                Props.Create(() => new RunActor(offer, run.Start)), PoisonPill.Instance, ClusterSingletonManagerSettings.Create(_system)),
            RunPath.Split('/')[^1]);
        return _system.ActorOf(ClusterSingletonProxy.Props(RunPath, ClusterSingletonProxySettings.Create(_system)), "run");
    }

    private OfferedRun Offer()
    {
        return new OfferedRun(
            _run.Options.RunId, 1, _run.Spec, _run.Session.Plan, _run.Dataset.Test.Count,
            new DatasetOffered(_run.Dataset.Name, _archive.Sha256, _archive.Length), new ArchiveBytes(_archive), Canary.ParametersOf(_run.Spec),
            Endpoint.ToString(), _tokens, _links, _run.LocalWorkers, _run.Options.Time)
        {
            Secret = _options.Secret,
        };
    }

    private static DatasetArchive ArchiveOf(Dataset dataset)
    {
        var archive = new DatasetArchive(dataset);
        return archive.Length <= Array.MaxLength
            ? archive
            : throw new InvalidInputException(
                $"Data set '{dataset.Name}' has {archive.Length} bytes; at most {Array.MaxLength} can be sent to workers: train in one process, or with fewer samples.");
    }

    /// <summary>Takes the first frame of a connection.</summary>
    /// <exception cref="LinkClosedException">It is to be refused.</exception>
    private void Identify(TensorLink link, FrameHeader first, string text)
    {
        switch (first.Kind)
        {
            case FrameKind.Hello when _tokens.Redeem(text, link):
                break;
            case FrameKind.Hello:
                throw new LinkClosedException("The offer to take part has expired.");
            case FrameKind.Discover:
                Answer(link, FrameKind.Discovered, EndpointJson.Write(new EndpointDescription(
                    _options.Program, ProtocolVersion.Current, Cluster.Get(_system).SelfAddress.ToString(), _run.Options.RunId)));
                break;
            default:
                _ = TellStatusAsync(link);
                break;
        }
    }

    private static void Answer(TensorLink link, FrameKind kind, byte[] json)
    {
        link.Send(new FrameHeader { Kind = kind }, json.AsMemory());
        link.Close("That was the answer.");
    }

    private async Task TellStatusAsync(TensorLink link)
    {
        try
        {
            var status = _links.Complete(await Run.Ask<RunStatus>(GetRunStatus.Instance, StatusPatience).ConfigureAwait(false));
            status = status with { Counters = status.Counters with { RefusedConnections = _server!.RefusedConnections } };
            Answer(link, FrameKind.Status, StatusJson.Write(status));
        }
        catch (Exception)
        {
            link.Close("The coordinator does not answer in time; ask again.");
        }
    }
}
