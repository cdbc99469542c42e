using System.Net;
using ActorNet.Actors.Serialization;
using ActorNet.Computing.Exchange;
using ActorNet.Computing.Requests;
using ActorNet.Computing.Serving;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Threading;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;
using ActorNet.Transport.Security;
using Akka.Actor;

namespace ActorNet.Actors.Worker;

/// <summary>The session has the data set and can compute; its peers connect to <c>PeerEndpoint</c>, empty if they cannot.</summary>
internal sealed record SessionPrepared(string PeerEndpoint);

/// <summary>The link to a peer is open, or for this reason closed.</summary>
internal sealed record PeerChanged(int Peer, string? Reason);

internal sealed record SessionEnded(WorkerExit Exit);

/// <summary>What a worker process computes with; <c>Threads</c> counts compute threads.</summary>
internal sealed record WorkerResources(int Threads, DatasetCache Cache, TimeProvider Time)
{
    /// <summary>Creates the gradient computer; null uses the built-in kernels.</summary>
    public Func<TrainingSpec, SampleSet, IGradientComputer>? CreateComputer { get; init; }

    /// <summary>Certificates to present and to require on links, by TLS; null for plain text.</summary>
    public NodeCertificates? Certificates { get; init; }

    /// <summary>The address on which peers connect to this worker; null for no exchanges with peers.</summary>
    public IPAddress? PeerAddress { get; init; }

    /// <summary>Wraps the links to peers; null for none.</summary>
    public Func<IPeerLinks, IPeerLinks>? WrapPeerLinks { get; init; }

    /// <summary>Where to open the link to a coordinator's endpoint; null for the endpoint itself.</summary>
    public Func<Endpoint, Endpoint>? RouteLink { get; init; }

    /// <summary>Null for no counting.</summary>
    public WorkerCounters? Counters { get; init; }
}

/// <summary>
/// A worker's part in one run, on a thread of its own: opens the tensor link, gets the data set, and answers requests on the thread that
/// reads them, so that no request waits for another thread to wake up.
/// </summary>
internal sealed class WorkerSession
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly RunOffered _offer;
    private readonly WorkerResources _resources;
    private readonly IActorRef _owner;
    private readonly Action<WorkerEvent> _onEvent;
    private readonly FrameHeader _header;
    private readonly Lock _closing = new();
    private TensorLink? _link; // set once it is open
    private volatile PeerLinks? _peers; // set once it can compute
    private WorkerExit? _exit; // why the session was closed, perhaps before it had a link

    /// <summary>
    /// Starts the thread. <paramref name="owner"/> receives <see cref="SessionPrepared"/> and <see cref="SessionEnded"/>;
    /// <paramref name="onEvent"/> is called on the session's thread.
    /// </summary>
    public WorkerSession(RunOffered offer, WorkerResources resources, IActorRef owner, Action<WorkerEvent> onEvent)
    {
        (_offer, _resources, _owner, _onEvent) = (offer, resources, owner, onEvent);
        _header = new FrameHeader { Run = FrameHeader.RunNumber(offer.RunId), Incarnation = offer.Incarnation };
        new Thread(Run) { IsBackground = true, Name = "worker" }.Start();
    }

    /// <summary>Ends the session after the current request.</summary>
    public void Close(WorkerExit exit)
    {
        lock (_closing)
        {
            _exit ??= exit;
            _link?.Close(exit);
        }
    }

    /// <summary>Issues a token for a peer's link; null if this session has no peers.</summary>
    public string? ExpectPeer(int peer) => _peers?.Expect(peer);

    /// <summary>Opens a link to a peer; <see cref="PeerChanged"/> tells the owner of the result.</summary>
    /// <exception cref="InvalidInputException">The endpoint is not valid.</exception>
    public void ConnectPeer(int peer, string endpoint, string token) => _peers?.Connect(peer, Endpoint.Parse(endpoint), token);

    private void Run()
    {
        try
        {
            var endpoint = Endpoint.Parse(_offer.Endpoint);
            var link = TensorLink.Open(
                _resources.RouteLink?.Invoke(endpoint) ?? endpoint, _resources.Certificates, _header, _offer.Token, ConnectTimeout);
            lock (_closing)
            {
                _link = link;
                if (_exit is { } exit)
                    throw new LinkClosedException(exit);
            }

            Serve(link);
        }
        catch (Exception error)
        {
            var exit = _exit ?? (error as LinkClosedException)?.Exit ?? new WorkerExit(WorkerExitReason.WorkerFailed, error.Message);
            _link?.Close(exit);
            _owner.Tell(new SessionEnded(exit));
        }
    }

    private void Serve(TensorLink link)
    {
        var spec = SpecJson.Read(_offer.Spec);
        var parameterBytes = (long)spec.Network.ParameterCount * sizeof(float);
        link.Limits
            .Allow(FrameKind.DatasetPart, DatasetFetch.PartBytes)
            .Allow(FrameKind.ComputeGradient, parameterBytes)
            .Allow(FrameKind.EvaluateSlices, parameterBytes);
        if (_resources.PeerAddress is not null)
        {
            link.Limits
                .Allow(FrameKind.ComputeShare, ExchangePlanCodec.LengthOf(PeerLinks.MaxMembers))
                .Allow(FrameKind.ShardParameters, parameterBytes)
                .Allow(FrameKind.AbandonExchange, 0);
        }

        var dataset = new DatasetFetch(link, _header, _offer.Dataset, _resources.Cache, _onEvent).Fetch();
        spec.Validate(dataset);
        using var team = new ThreadTeam(_resources.Threads, "worker");
        var computer = _resources.CreateComputer?.Invoke(spec, dataset.Train) ?? new GradientComputer(spec, dataset.Train, team);
        using var peers = _peers = ListenForPeers(link, spec, new MinibatchPlan(spec, dataset.Train.Count));
        var loop = new RequestLoop(
            _offer.RunId, spec, dataset, new RequestHandler(spec, dataset, computer, _resources.Time), _resources.Counters, peers?.Exchange);
        _owner.Tell(new SessionPrepared(peers is null ? "" : peers.EndPoint.ToString()));
        loop.Serve(link);
    }

    private PeerLinks? ListenForPeers(TensorLink link, TrainingSpec spec, MinibatchPlan plan) => _resources.PeerAddress is { } address
        ? new PeerLinks(
            address, _resources.Certificates, _resources.Time, link, _header, ParameterLayout.Of(spec.Network), plan.MaxSliceCount,
            (peer, reason) => _owner.Tell(new PeerChanged(peer, reason)), _resources.WrapPeerLinks)
        : null;
}
