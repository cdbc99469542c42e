using System.Net;
using ActorNet.Actors.Joining;
using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Verification;
using ActorNet.Learning;
using ActorNet.Models.Datasets;
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

/// <summary>A node of role coordinator: its actor system, with the run as a singleton among the coordinators, and the server for tensor links.</summary>
internal sealed class CoordinatorHost : IAsyncDisposable
{
    /// <summary>The singleton's manager; its proxies need the path.</summary>
    public const string RunPath = "/user/run-manager";

    private static readonly TimeSpan JoinTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StatusTimeout = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource<IActorRef> _elected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _excluded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly JoinTokens _tokens = new();
    private readonly LinkTable _links = new();
    private readonly ReplicationServer _copies;
    private readonly RunReplica _replica;
    private readonly ClusterOptions _options;
    private readonly TimeProvider _time;
    private readonly IPAddress _address;
    private readonly string _publicHost;
    private readonly ActorSystem _system;
    private readonly TensorServer _server;
    private readonly BootstrapElection? _vote; // null until it is known where this node listens
    private readonly DatasetArchive _archive;
    private volatile RunBootstrap? _run; // while it is active
    private IActorRef _runActor = ActorRefs.Nobody; // and so is this
    private volatile bool _isMember;

    private CoordinatorHost(ClusterOptions options, IPAddress address, DatasetArchive archive, RunReplica replica, TimeProvider time)
    {
        (_options, _address, _archive, _replica, _time) = (options, address, archive, replica, time);
        Access = new ReplicationHandshake(options.Certificates, options.Secret);
        _copies = new ReplicationServer(replica, Access);
        _publicHost = options.Advertise
            ?? (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? Dns.GetHostName() : options.Listen.Host);
        _system = StartSystem();
        try
        {
            _server = new TensorServer(
                new IPEndPoint(address, options.Listen.Port), new TensorServerOptions { Certificates = options.Certificates }, time, Identify, (_, _) => { });
            Endpoint = new Endpoint(_publicHost, _server.EndPoint.Port);
            _vote = new BootstrapElection(Endpoint.ToString());
        }
        catch
        {
            _ = _server?.DisposeAsync().AsTask();
            _system.Terminate();
            throw;
        }
    }

    /// <summary>Where workers come to, as others write it.</summary>
    public Endpoint Endpoint { get; }

    /// <summary>What opens links to them.</summary>
    public ReplicationHandshake Access { get; }

    /// <summary>The other coordinators.</summary>
    public IReadOnlyList<Endpoint> Others { get; private set; } = [];

    /// <summary>The run's actor, when it is this node's turn to train: the others are younger, or gone.</summary>
    public Task<IActorRef> Elected => _elected.Task;

    /// <summary>Complete when the cluster has excluded this node, which was cut off from most coordinators.</summary>
    public Task Excluded => _excluded.Task;

    /// <summary>Listens.</summary>
    /// <param name="options">How it takes part.</param>
    /// <param name="archive">The data set, for workers that do not have it.</param>
    /// <param name="replica">What this coordinator has of the run.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="InvalidInputException">It cannot listen as asked.</exception>
    public static async Task<CoordinatorHost> StartAsync(
        ClusterOptions options, DatasetArchive archive, RunReplica replica, TimeProvider time, CancellationToken cancellationToken)
    {
        var address = await options.ResolveAsync(cancellationToken).ConfigureAwait(false);
        return new CoordinatorHost(options, address, archive, replica, time);
    }

    /// <summary>Joins the other coordinators, or forms a cluster of its own where there are no others.</summary>
    /// <param name="onEvent">Told what it waits for, in sentences.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="InvalidInputException">Another coordinator trains something else.</exception>
    public async Task JoinAsync(Action<string> onEvent, CancellationToken cancellationToken)
    {
        var cluster = Cluster.Get(_system);
        var formation = new ClusterBootstrap(_vote!, Endpoint, _replica.Training, _options.Certificates, _time, onEvent);
        string? found;
        do
        {
            found = await formation.FindAsync(_options.Peers, cancellationToken).ConfigureAwait(false);
            Others = formation.Others;
        }
        while (!await TryJoinAsync(cluster, found is null ? cluster.SelfAddress : Address.Parse(found), onEvent, cancellationToken).ConfigureAwait(false));
        cluster.RegisterOnMemberRemoved(() => _excluded.TrySetResult());
        _system.ActorOf(
            ClusterSingletonManager.Props(
                Props.Create(() => new RunSingletonActor(run => _elected.TrySetResult(run))), PoisonPill.Instance, ClusterSingletonManagerSettings.Create(_system)),
            RunPath.Split('/')[^1]);
        _isMember = true;
    }

    /// <summary>Begins the run, on the node whose turn it is.</summary>
    public async Task BeginAsync(RunBootstrap run)
    {
        _runActor = await Elected.ConfigureAwait(false);
        _run = run;
        run.Raise(new CoordinatorListening(run.Options.RunId, Endpoint.ToString())
        {
            Join = string.Join(',', [Endpoint, .. Others]),
            NeedsCertificate = _options.Certificates is not null,
            NeedsSecret = _options.Secret is not null,
        });
        _runActor.Tell(new BeginRun(OfferOf(run), run.Start));
    }

    /// <summary>Ends the run that was begun here after the step under way.</summary>
    public void Stop() => _runActor.Tell(new StopTraining(_run!.Options.RunId));

    /// <summary>Waits until the other coordinators have what this one has; not for ever.</summary>
    public Task AwaitFollowersAsync(TimeSpan timeout) => Task.Run(() => _copies.AwaitFollowers(timeout, _time));

    /// <summary>Tells the workers how it ends, leaves the cluster and closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        // First of all, or a worker that hears that the run is over and looks for the next would find this one again.
        await _server.DisposeAsync().ConfigureAwait(false);
        if (_run is not null)
        {
            var goesOn = Others.Count > 0 && _replica.Outcome is null && _replica.Failure is null;
            _runActor.Tell(goesOn ? new EndWorker(CloseReason.Fault, "this coordinator hands the run over") : new EndWorker(CloseReason.RunOver, "the run is over"));
        }

        await NodeSystem.EndAsync(_system).ConfigureAwait(false);
    }

    /// <summary>Joins by a member of the cluster.</summary>
    /// <returns>False where that takes too long: it may have been lost meanwhile, and another must be found.</returns>
    private static async Task<bool> TryJoinAsync(Cluster cluster, Address address, Action<string> onEvent, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(JoinTimeout);
        try
        {
            await cluster.JoinAsync(address, deadline.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception fault) when (fault is ClusterJoinFailedException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            onEvent($"The cluster at {address} does not take this coordinator in; looking again");
            return false;
        }
    }

    private ActorSystem StartSystem()
    {
        var port = _options.PortOfCluster;
        // Akka.Remote says too little of why it cannot listen.
        TcpListenerFactory.Start(new IPEndPoint(_address, port), nameof(ClusterOptions.ClusterPort)).Dispose();
        try
        {
            return NodeSystem.Create(
                ClusterConfiguration.Of(ClusterConfiguration.CoordinatorRole, _address.ToString(), _publicHost, port), _options.Certificates);
        }
        catch (Exception fault)
        {
            throw InvalidInputException.Of("The cluster", $"cannot start on {_address}, port {port}: {fault}", cause: fault);
        }
    }

    private RunOffer OfferOf(RunBootstrap run) => new(
        run.Options.RunId, run.Options.Incarnation, run.Spec, run.Session.Plan, run.Dataset.Test.Count,
        new DatasetOffered(run.Dataset.Name, _archive.Sha256, _archive.Length), new ArchiveBytes(_archive), Canary.ParametersOf(run.Spec),
        Endpoint.ToString(), _tokens, _links, run.LocalWorkers, run.Options.Time)
    {
        Secret = _options.Secret,
    };

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
            case FrameKind.GetReplicaState:
                _copies.Serve(link, first, text);
                break;
            case FrameKind.Discover:
                Answer(link, FrameKind.Discovered, EndpointJson.Write(Description()));
                break;
            default:
                _ = SendStatusAsync(link);
                break;
        }
    }

    private EndpointDescription Description() => _vote is { } vote
        ? new(_options.Program, ProtocolVersion.Current, Cluster.Get(_system).SelfAddress.ToString(), _run?.Options.RunId ?? _replica.RunId)
        {
            Endpoint = Endpoint.ToString(),
            Training = _replica.Training,
            IsMember = _isMember,
            Vote = vote.Vote,
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
                : _links.Complete(await _runActor.Ask<RunStatus>(GetRunStatus.Instance, StatusTimeout).ConfigureAwait(false));
            status = status with { Counters = status.Counters with { RefusedConnections = _server!.RefusedConnections } };
            Answer(link, FrameKind.Status, StatusJson.Write(status));
        }
        catch (Exception)
        {
            link.Close("The coordinator does not answer in time; ask again.");
        }
    }
}
