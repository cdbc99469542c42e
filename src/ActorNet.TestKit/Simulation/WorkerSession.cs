using System.Globalization;
using ActorNet.Actors.Worker;
using ActorNet.Computing.Requests;
using ActorNet.Coordination.Exchange;
using ActorNet.Coordination.Messages;
using ActorNet.Protocol;
using ActorNet.TestKit.Scenarios;
using ActorNet.Transport.Connections;
using Akka.Actor;
using Akka.TestKit;

namespace ActorNet.TestKit.Simulation;

/// <summary>
/// A worker's part in a run, from its registration to its end: the real <see cref="WorkerActor"/>, its end of the exchanges, and the
/// connections between them and the coordinator: this object is the link, which carries numbers.
/// </summary>
internal sealed class WorkerSession
{
    private readonly SimulatedCluster _cluster;
    private readonly SimulatedWorker _worker;
    private readonly SharedComputeThread _thread;
    private readonly object _clusterConnection = new();
    private readonly IActorRef _atWorker; // the coordinator, as the worker sees it
    private readonly IActorRef? _relay; // a test's own actor
    private readonly RelayEnds? _ends; // of the relay
    private TestActorRef<WorkerActor>? _actor;

    public WorkerSession(SimulatedCluster cluster, SimulatedWorker worker, RequestHandler handler)
    {
        (_cluster, _worker, Life) = (cluster, worker, cluster.Coordinator.Life);
        _thread = new SharedComputeThread(() => new VirtualComputeThread(worker, handler));
        var provider = SimulatedActors.Provider;
        AtCoordinator = new Wire(
            provider, string.Create(CultureInfo.InvariantCulture, $"{worker.Name}-{_cluster.Network.Messages.Count}"), OnToldByCoordinator);
        _atWorker = new Wire(provider, $"{Scenario.Coordinator}-of-{worker.Name}", SendToCoordinator);
        if (cluster.Scenario.CreateRelay is { } create)
        {
            var ends = _ends = new RelayEnds(
                worker.Name, new Wire(provider, $"relay-to-{worker.Name}", SendToWorker),
                new Wire(provider, $"relay-from-{worker.Name}", message => _cluster.Coordinator.Receive(message, this)));
            _relay = SimulatedActors.StartSupervised(() => create(ends), cluster.Fail);
        }

        Peer = new SimulatedPeer(cluster, worker, this, handler);
    }

    /// <summary>The coordinator's life that it belongs to.</summary>
    public int Life { get; }

    /// <summary>The worker, as the coordinator sees it.</summary>
    public IActorRef AtCoordinator { get; }

    public SimulatedPeer Peer { get; }

    public string Name => _worker.Name;

    /// <summary>Its number in the run; -1 until it is accepted.</summary>
    public int Number { get; private set; } = -1;

    public bool IsOver { get; private set; }

    public bool WasAdmitted { get; private set; }

    /// <summary>Whether the coordinator has the answer after which its proxy waits for no other sign of life.</summary>
    public bool HasComputedCanary { get; private set; }

    /// <summary>Starts the actor, which registers.</summary>
    public void Start()
    {
        var (name, coordinator, thread) = (_worker.Name, _atWorker, _thread);
        _actor = SimulatedActors.Start(() => new WorkerActor(name, coordinator, thread));
    }

    /// <summary>Ends the worker's side; nothing that it sends counts any more.</summary>
    public void End()
    {
        if (IsOver)
            return;
        IsOver = true;
        _cluster.Network.Close(this);
        _cluster.Network.Close(_clusterConnection);
        (_actor as IInternalActorRef)?.Stop();
        (_relay as IInternalActorRef)?.Stop();
        Peer.CloseLinks();
    }

    /// <summary>
    /// The coordinator learns that the session is over, as its proxy does when the link closes; over a network that is cut, when the failure
    /// detector finds out.
    /// </summary>
    public void ReportLost(WorkerExit exit)
    {
        var isReported = false;
        _cluster.Network.Signal(Name, Scenario.Coordinator, this, () => Report(exit));
        if (_cluster.Scenario.FailureDetection is { } time && _cluster.Network.IsCut(Name, Scenario.Coordinator))
            _cluster.Time.After(time, () => Report(WorkerExitReason.NodeUnreachable));

        void Report(WorkerExit reason)
        {
            if (isReported)
                return;
            isReported = true;
            var lost = new WorkerLost(Name, reason);
            _cluster.Network.Record(Name, Scenario.Coordinator, lost);
            _cluster.Coordinator.Receive(lost, this);
        }
    }

    /// <summary>The worker learns that the coordinator is gone, in the same ways.</summary>
    public void LoseCoordinator()
    {
        Action lose = () => _worker.WhenAwake(() => _worker.LoseCoordinator(this));
        _cluster.Network.Signal(Scenario.Coordinator, Name, this, lose);
        if (_cluster.Network.IsCut(Scenario.Coordinator, Name))
            _cluster.Time.After(_cluster.Scenario.FailureDetection ?? WorkerNodeActor.ResponseTimeout, lose);
    }

    public void SendToCoordinator(object message)
    {
        if (IsOver)
            return;
        // What the proxy of a worker process adds: where its peers reach it.
        if (message is WorkerReady ready && _cluster.Scenario.Topology != Topology.Star)
            message = ready with { PeerEndpoint = $"{Name}:1" };
        var isAnswered = false;
        _cluster.Network.Send(Name, Scenario.Coordinator, ConnectionOf(message), Copy(message), arrived =>
        {
            HasComputedCanary |= arrived is CanaryComputed;
            if (arrived is ExchangeAnswer && isAnswered)
                _worker.LoseSession(this, WorkerExitReason.Fault); // its proxy closes the link: the buffers may be in use again
            else if (_relay is not null)
                _relay.Tell(arrived, _ends!.ToWorker);
            else
                _cluster.Coordinator.Receive(arrived, this);
            isAnswered = true;
        });
    }

    private void OnToldByCoordinator(object message)
    {
        if (message is WorkerAccepted && Number < 0)
            Number = _cluster.Coordinator.Accept(this);
        if (_relay is not null)
            _relay.Tell(message, _ends!.ToCoordinator);
        else
            SendToWorker(message);
    }

    private void SendToWorker(object message)
    {
        if (message is EndWorker end)
        {
            // The link closes, which is no message that could be lost.
            _cluster.Network.Signal(Scenario.Coordinator, Name, this, () => _worker.WhenAwake(() =>
            {
                _cluster.Network.Record(Scenario.Coordinator, Name, end);
                Receive(end);
            }));
            return;
        }

        if (message is ComputeGradient compute)
            _cluster.Coordinator.Observe(compute.Round);
        _cluster.Network.Send(Scenario.Coordinator, Name, ConnectionOf(message), Copy(message), arrived => _worker.WhenAwake(() => Receive(arrived)));
    }

    private void Receive(object message)
    {
        if (IsOver)
            return;
        try
        {
            Handle(message);
        }
        catch (LinkClosedException closed)
        {
            // What no coordinator sends, such as an older exchange after a newer one: a real worker closes its link.
            _worker.LoseSession(this, closed.Exit);
        }
    }

    private void Handle(object message)
    {
        switch (message)
        {
            case EndWorker end:
                _worker.OnEnded(this, end.Exit);
                break;
            case ExpectPeer expect:
                SendToCoordinator(new PeerExpected(expect.RunId, expect.Incarnation, expect.Peer, "token"));
                break;
            case ConnectPeer connect:
                Peer.Connect(connect.Peer);
                break;
            case ComputeGradient { Exchange: { } attempt } share:
                Peer.Begin(share, attempt);
                break;
            case AbandonExchange abandon:
                Peer.Abandon(abandon);
                break;
            default:
                WasAdmitted |= message is WorkerAdmitted;
                _actor!.Tell(message, _atWorker);
                break;
        }
    }

    /// <summary>Akka carries these between nodes of a cluster, and they may overtake what is on the link, or come after it.</summary>
    private object ConnectionOf(object message) =>
        message is WorkerAdmitted or ExpectPeer or ConnectPeer or PeerExpected or PeerConnected or PeerLost ? _clusterConnection : this;

    private object Copy(object message) => Payload.Copy(message, _cluster.Training);
}
