using ActorNet.Actors.Serialization;
using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Verification;
using ActorNet.Protocol;
using Akka.Actor;
using Akka.Cluster;

namespace ActorNet.Actors.Joining;

/// <summary>
/// The proxy of a remote worker: it receives requests and sends answers like a local worker, and passes both over the tensor link. It
/// registers with the coordinator once its worker has the data set.
/// </summary>
internal sealed class WorkerProxyActor : ReceiveActor
{
    /// <summary>Timeout from the offer to the link, and from there between signs of life until the worker is ready.</summary>
    internal static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(30);

    private readonly RunOffer _run;
    private readonly string _name;
    private readonly IActorRef _worker;
    private readonly IActorRef _coordinator;
    private readonly string _token;
    private readonly string _proof;
    private WorkerProxyLink? _link;
    private string _peerEndpoint = "";
    private WorkerExit _exit = new(WorkerExitReason.SessionEnded);

    /// <summary>
    /// Offers the run to the remote <paramref name="worker"/>. <paramref name="proof"/> shows it that the coordinator knows the join
    /// secret; empty if the run has none.
    /// </summary>
    public WorkerProxyActor(RunOffer run, string name, IActorRef worker, IActorRef coordinator, string proof = "")
    {
        (_run, _name, _worker, _coordinator, _proof) = (run, name, worker, coordinator, proof);
        _token = run.Tokens.Issue(Self);
        AwaitingLink();
    }

    protected override void PreStart()
    {
        var cluster = Cluster.Get(Context.System);
        cluster.Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.UnreachableMember), typeof(ClusterEvent.MemberRemoved));
        Context.Watch(_worker);
        Context.SetReceiveTimeout(ResponseTimeout);
        _worker.Tell(new RunOffered(
            _run.RunId, _run.Incarnation, _name, SpecJson.Write(_run.Spec), _run.Dataset, _run.Endpoint, _token, _proof));
    }

    protected override void PostStop()
    {
        Cluster.Get(Context.System).Unsubscribe(Self);
        _run.Tokens.Revoke(_token);
        if (_link is null)
            return;
        _run.Links.Remove(_name, _link);
        _link.Close(_exit);
    }

    /// <summary>Waits for the tensor link.</summary>
    private void AwaitingLink()
    {
        ReceiveTermination(WorkerExitReason.LinkNotOpened);
        Receive<LinkOpened>(opened =>
        {
            _link = new WorkerProxyLink(opened.Link, _run, Self, _coordinator, _name);
            _run.Links.Add(_name, _link);
            _link.Start();
            Become(Preparing);
        });
    }

    /// <summary>Waits until the worker has the data set and can compute: <see cref="WorkerReady"/>.</summary>
    private void Preparing()
    {
        ReceiveTermination(WorkerExitReason.DatasetNotFetched);
        Receive<DatasetRequested>(_ => { }); // only resets the receive timeout
        Receive<WorkerReady>(IsOfThisRun, ready =>
        {
            _peerEndpoint = ready.PeerEndpoint;
            Become(Working);
            _coordinator.Tell(new RegisterWorker(_name));
        });
    }

    /// <summary>Passes the coordinator's requests on; the link's thread sends the answers. Ends when either side does.</summary>
    private void Working()
    {
        ReceiveTermination(WorkerExitReason.CanaryNotComputed);
        Receive<WorkerAccepted>(accepted => _coordinator.Tell(new WorkerReady(accepted.RunId, accepted.Incarnation, _name, _peerEndpoint)));
        Receive<WorkerAdmitted>(_worker.Tell);
        ReceivePeerMessages();
        Receive<ComputeCanary>(_ => _link!.Send(new ComputeGradient(CanaryRound, Canary.Slices, _run.CanaryParameters)));
        Receive<GradientComputed>(
            answer => answer.Round == CanaryRound && answer.Slices == Canary.Slices,
            answer =>
            {
                Context.SetReceiveTimeout(null);
                _coordinator.Tell(new CanaryComputed(_run.RunId, Canary.HashOf(answer.Result)));
            });
        Receive<ComputeGradient>(request => _link!.Send(request));
        Receive<EvaluateSlices>(request => _link!.Send(request));
        Receive<AbandonExchange>(abandon => _link!.Send(abandon));
    }

    /// <summary>Passes messages about links between workers on, in both directions.</summary>
    private void ReceivePeerMessages()
    {
        Receive<ExpectPeer>(expect => _worker.Tell(expect with { Incarnation = _run.Incarnation }));
        Receive<ConnectPeer>(connect => _worker.Tell(connect with { Incarnation = _run.Incarnation }));
        Receive<PeerExpected>(IsFromWorker, expected => _coordinator.Tell(expected));
        Receive<PeerConnected>(IsFromWorker, connected => _coordinator.Tell(connected));
        Receive<PeerLost>(IsFromWorker, lost => _coordinator.Tell(lost));
    }

    private void ReceiveTermination(WorkerExitReason whenSilent)
    {
        Receive<ReceiveTimeout>(_ => Leave(whenSilent));
        Receive<LinkClosed>(closed => Leave(closed.Exit));
        Receive<LeaveRun>(_ => Leave(WorkerExitReason.WorkerLeft));
        Receive<Terminated>(_ => Leave(WorkerExitReason.ProcessEnded));
        Receive<ClusterEvent.UnreachableMember>(
            unreachable => unreachable.Member.Address == _worker.Path.Address, _ => Leave(WorkerExitReason.NodeUnreachable));
        Receive<ClusterEvent.MemberRemoved>(
            removed => removed.Member.Address == _worker.Path.Address, _ => Leave(WorkerExitReason.NodeLeft));
        Receive<EndWorker>(end => End(end.Exit));
    }

    /// <summary>Notifies the coordinator, which may not know the worker yet.</summary>
    private void Leave(WorkerExit exit)
    {
        _coordinator.Tell(new WorkerLost(_name, exit));
        End(exit);
    }

    private void End(WorkerExit exit)
    {
        _exit = exit;
        Context.Stop(Self);
    }

    private RoundId CanaryRound => new(_run.RunId, _run.Incarnation, RoundKind.Canary, 0);

    private bool IsFromWorker(IControlMessage _) => Sender.Equals(_worker);

    private bool IsOfThisRun(WorkerReady ready) => ready.RunId == _run.RunId && ready.Incarnation == _run.Incarnation;
}
