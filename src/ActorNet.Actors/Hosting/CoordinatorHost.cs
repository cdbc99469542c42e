using System.Net;
using ActorNet.Actors.Joining;
using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Verification;
using ActorNet.Learning;
using ActorNet.Models.Datasets;
using ActorNet.Models.Files;
using ActorNet.Protocol;
using ActorNet.Replication.Bootstrap;
using ActorNet.Replication.Replicas;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Discovery;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;

namespace ActorNet.Actors.Hosting;

/// <summary>
/// A node of role coordinator: its actor system, with the run as a cluster singleton among the coordinators, and the server for tensor
/// links.
/// </summary>
internal sealed class CoordinatorHost : IAsyncDisposable
{
    /// <summary>Path of the singleton's manager, for its proxies.</summary>
    public const string RunPath = "/user/run-manager";

    /// <summary>Longer than it takes to remove the coordinator's earlier process, under the same address, from the cluster.</summary>
    private static readonly TimeSpan JoinTimeout = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan StatusTimeout = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource<IActorRef> _elected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _excluded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly JoinTokens _tokens = new();
    private readonly LinkTable _links = new();
    private readonly ReplicationServer _replicationServer;
    private readonly RunReplica _replica;
    private readonly ClusterOptions _options;
    private readonly TimeProvider _time;
    private readonly IPAddress _address;
    private readonly string _publicHost;
    private readonly JoiningSystem _joining;
    private readonly TensorServer _server;
    private readonly BootstrapElection? _election; // null until the node listens
    private readonly DatasetArchive _archive;
    private volatile RunBootstrap? _run; // null unless this coordinator is active
    private IActorRef _runActor = ActorRefs.Nobody; // set together with _run
    private volatile bool _isMember;

    private CoordinatorHost(ClusterOptions options, IPAddress address, DatasetArchive archive, RunReplica replica, TimeProvider time)
    {
        (_options, _address, _archive, _replica, _time) = (options, address, archive, replica, time);
        Access = new ReplicationHandshake(options.Certificates, options.Secret);
        _replicationServer = new ReplicationServer(replica, Access);
        _publicHost = options.Advertise
            ?? (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? Dns.GetHostName() : options.Listen.Host);
        _joining = new JoiningSystem(StartSystem, JoinTimeout);
        try
        {
            _server = new TensorServer(
                new IPEndPoint(address, options.Listen.Port), new TensorServerOptions { Certificates = options.Certificates }, time,
                HandleFirstFrame, (_, _) => { });
            Endpoint = new Endpoint(_publicHost, _server.EndPoint.Port);
            _election = new BootstrapElection(Endpoint.ToString());
        }
        catch
        {
            _ = _server?.DisposeAsync().AsTask();
            _joining.System.Terminate();
            throw;
        }
    }

    /// <summary>The endpoint that workers join, as other machines write it.</summary>
    public Endpoint Endpoint { get; }

    /// <summary>Opens replication links to the other coordinators.</summary>
    public ReplicationHandshake Access { get; }

    public IReadOnlyList<Endpoint> Others { get; private set; } = [];

    /// <summary>The run's actor, once the singleton moves to this node: all older coordinators have left.</summary>
    public Task<IActorRef> Elected => _elected.Task;

    /// <summary>Completes when the cluster removes this node, after it was partitioned from the majority of coordinators.</summary>
    public Task Excluded => _excluded.Task;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="InvalidInputException">It cannot listen as configured.</exception>
    public static async Task<CoordinatorHost> StartAsync(
        ClusterOptions options, DatasetArchive archive, RunReplica replica, TimeProvider time, CancellationToken cancellationToken)
    {
        var address = await options.ResolveAsync(cancellationToken).ConfigureAwait(false);
        return new CoordinatorHost(options, address, archive, replica, time);
    }

    /// <summary>
    /// Joins the other coordinators, or forms a new cluster if there are none. <paramref name="onEvent"/> receives sentences about what it
    /// waits for.
    /// </summary>
    /// <exception cref="InvalidInputException">Another coordinator trains something else.</exception>
    public async Task JoinAsync(Action<string> onEvent, CancellationToken cancellationToken)
    {
        var bootstrap = new ClusterBootstrap(_election!, Endpoint, _replica.Training, _options.Certificates, _time, onEvent);
        while (true)
        {
            var found = await bootstrap.FindAsync(_options.Peers, cancellationToken).ConfigureAwait(false);
            Others = bootstrap.Others;
            if (await _joining.TryJoinAsync(found, cancellationToken).ConfigureAwait(false))
                break;
            onEvent($"The cluster at {found ?? Endpoint.ToString()} does not take this coordinator in; looking again");
        }

        Cluster.Get(_joining.System).RegisterOnMemberRemoved(() => _excluded.TrySetResult());
        _joining.System.ActorOf(
            ClusterSingletonManager.Props(
                Props.Create(() => new RunSingletonActor(run => _elected.TrySetResult(run))), PoisonPill.Instance,
                ClusterSingletonManagerSettings.Create(_joining.System)),
            RunPath.Split('/')[^1]);
        _isMember = true;
    }

    /// <summary>Begins the run once this node is elected.</summary>
    public async Task BeginAsync(RunBootstrap run)
    {
        _runActor = await Elected.ConfigureAwait(false);
        _run = run;
        run.Raise(new CoordinatorListening(run.Options.RunId, Endpoint.ToString())
        {
            Join = string.Join(',', [Endpoint, .. Others]),
            NeedsCertificate = _options.Certificates is not null,
            NeedsSecret = _options.Secret is not null,
            IsInsecure = _options.IsInsecure,
        });
        _runActor.Tell(new BeginRun(CreateOffer(run), run.Start));
    }

    /// <summary>Ends the run after the current step.</summary>
    public void Stop() => _runActor.Tell(new StopTraining(_run!.Options.RunId));

    /// <summary>Waits, up to the timeout, until the other coordinators have replicated everything.</summary>
    public Task AwaitReplicasAsync(TimeSpan timeout) => Task.Run(() => _replicationServer.AwaitFollowers(timeout, _time));

    /// <summary>Tells the workers how the run ends, leaves the cluster and closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        // First, or a worker that looks for the next run would find this one again.
        await _server.DisposeAsync().ConfigureAwait(false);
        if (_run is not null)
        {
            var isHandedOver = Others.Count > 0 && _replica.Outcome is null && _replica.Failure is null;
            _runActor.Tell(new EndWorker(isHandedOver ? WorkerExitReason.HandedOver : WorkerExitReason.RunCompleted));
        }

        await NodeSystem.EndAsync(_joining.System).ConfigureAwait(false);
    }

    private ActorSystem StartSystem()
    {
        var port = _options.PortOfCluster;
        // Akka.Remote's own error does not say why it cannot listen.
        TcpListenerFactory.Start(new IPEndPoint(_address, port), nameof(ClusterOptions.ClusterPort)).Dispose();
        try
        {
            return NodeSystem.Create(
                ClusterConfiguration.Of(ClusterConfiguration.CoordinatorRole, _address.ToString(), _publicHost, port),
                _options.Certificates);
        }
        catch (Exception fault)
        {
            throw InvalidInputException.Of("The cluster", $"cannot start on {_address}, port {port}: {fault}", cause: fault);
        }
    }

    private RunOffer CreateOffer(RunBootstrap run) => new(
        run.Options.RunId, run.Options.Incarnation, run.Spec, run.Session.Plan, run.Dataset.Test.Count,
        new DatasetOffered(run.Dataset.Name, _archive.Sha256, _archive.Length), new ArchiveBytes(_archive), Canary.ParametersOf(run.Spec),
        Endpoint.ToString(), _tokens, _links, run.LocalWorkers, run.Options.Time)
    {
        Secret = _options.Secret,
    };

    /// <exception cref="LinkClosedException">The connection is rejected.</exception>
    private void HandleFirstFrame(TensorLink link, FrameHeader first, string text)
    {
        switch (first.Kind)
        {
            case FrameKind.Hello when _tokens.Redeem(text, link):
                break;
            case FrameKind.Hello:
                throw new LinkClosedException("The offer to take part has expired.");
            case FrameKind.GetReplicaState:
                _replicationServer.Serve(link, first, text);
                break;
            case FrameKind.Discover:
                Answer(link, FrameKind.Discovered, JsonFormat.Write(Describe()));
                break;
            default:
                _ = SendStatusAsync(link);
                break;
        }
    }

    private EndpointDescription Describe() => _election is { } election
        ? new(_options.Program, ProtocolVersion.Current, Cluster.Get(_joining.System).SelfAddress.ToString(), _run?.Options.RunId ?? _replica.RunId)
        {
            Endpoint = Endpoint.ToString(),
            Training = _replica.Training,
            IsMember = _isMember,
            Vote = election.Vote,
        }
        : throw new LinkClosedException("This coordinator is not ready yet.");

    private static void Answer(TensorLink link, FrameKind kind, byte[] json)
    {
        link.Send(new FrameHeader { Kind = kind }, json.AsMemory());
        link.Close("That was the answer.");
    }

    private async Task SendStatusAsync(TensorLink link)
    {
        try
        {
            var status = _run is null
                ? _replica.Status
                : _links.AddLinkStatus(await _runActor.Ask<RunStatus>(GetRunStatus.Instance, StatusTimeout).ConfigureAwait(false));
            status = status with { Counters = status.Counters with { RefusedConnections = _server!.RefusedConnections } };
            Answer(link, FrameKind.Status, JsonFormat.Write(status));
        }
        catch (Exception)
        {
            link.Close("The coordinator does not answer in time; ask again.");
        }
    }
}
