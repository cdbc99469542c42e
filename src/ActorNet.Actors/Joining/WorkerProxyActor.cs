using ActorNet.Actors.Serialization;
using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Verification;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using Akka.Actor;
using Akka.Cluster;

namespace ActorNet.Actors.Joining;

/// <summary>
/// A worker of another process, as the coordinator sees it: an actor in this process that is asked and answers like any worker,
/// and passes both over its tensor link. Until its worker has the data set, the coordinator does not know it.
/// </summary>
internal sealed class WorkerProxyActor : ReceiveActor
{
    /// <summary>How long a worker may take from the offer to the link, and from there to each sign of life until it is ready.</summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(30);

    private readonly RunOffer _run;
    private readonly string _name;
    private readonly IActorRef _worker;
    private readonly IActorRef _coordinator;
    private readonly string _token;
    private readonly string _proof;
    private WorkerProxyLink? _link;
    private CloseReason _end = CloseReason.Fault;
    private string _reason = "the coordinator has ended the session";

    /// <summary>Makes the session of one worker.</summary>
    /// <param name="run">The run that was offered.</param>
    /// <param name="name">The worker's name.</param>
    /// <param name="worker">The actor that asked to take part, in its own process.</param>
    /// <param name="coordinator">The coordinator.</param>
    /// <param name="proof">What proves to the worker that the coordinator knows the join secret; empty where the run has none.</param>
    public WorkerProxyActor(RunOffer run, string name, IActorRef worker, IActorRef coordinator, string proof = "")
    {
        (_run, _name, _worker, _coordinator, _proof) = (run, name, worker, coordinator, proof);
        _token = run.Tokens.Issue(Self);
        AwaitingLink();
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        var cluster = Cluster.Get(Context.System);
        cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.UnreachableMember), typeof(ClusterEvent.MemberRemoved));
        Context.Watch(_worker);
        Context.SetReceiveTimeout(ResponseTimeout);
        _worker.Tell(new RunOffered(
            _run.RunId, _run.Incarnation, _name, SpecJson.Write(_run.Spec), _run.Dataset, _run.Endpoint, _token, _proof));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        Cluster.Get(Context.System).Unsubscribe(Self);
        _run.Tokens.Revoke(_token);
        if (_link is null)
            return;
        _run.Links.Remove(_name, _link);
        _link.Close(_end, _reason);
    }

    /// <summary>Awaits the tensor link; ends with it.</summary>
    private void AwaitingLink()
    {
        ReceiveEnds("it has not opened its link");
        Receive<LinkOpened>(opened =>
        {
            _link = new WorkerProxyLink(opened.Link, _run, Self, _coordinator, _name);
            _run.Links.Add(_name, _link);
            _link.Start();
            Become(Preparing);
        });
    }

    /// <summary>Awaits that the worker has the data set and is ready to compute; ends with its <see cref="WorkerPrepared"/>.</summary>
    private void Preparing()
    {
        ReceiveEnds("it was silent while it fetched the data set");
        Receive<DatasetRequested>(_ => { }); // that it came is enough
        Receive<WorkerPrepared>(IsOfThisRun, _ =>
        {
            Become(Working);
            _coordinator.Tell(new RegisterWorker(_name));
        });
    }

    /// <summary>Passes the coordinator's requests on; the link's thread sends the answers. Ends when either side does.</summary>
    private void Working()
    {
        ReceiveEnds("it did not prove itself in time");
        Receive<WorkerAccepted>(accepted =>
        {
            _worker.Tell(new WorkerAdmitted(accepted.RunId, accepted.Incarnation));
            _coordinator.Tell(new WorkerReady(accepted.RunId, accepted.Incarnation, _name));
        });
        Receive<WorkerRefused>(refused => End(CloseReason.WorkerRejected, refused.Reason));
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
    }

    private void ReceiveEnds(string whenSilent)
    {
        Receive<ReceiveTimeout>(_ => Leave(whenSilent));
        Receive<LinkClosed>(closed => Leave(closed.Reason));
        Receive<LeaveRun>(leave => Leave(leave.Reason));
        Receive<Terminated>(_ => Leave("its process has ended"));
        Receive<ClusterEvent.UnreachableMember>(gone => gone.Member.Address == _worker.Path.Address, _ => Leave("it cannot be reached"));
        Receive<ClusterEvent.MemberRemoved>(gone => gone.Member.Address == _worker.Path.Address, _ => Leave("it has left the cluster"));
        Receive<EndWorker>(end => End(end.End, end.Reason));
    }

    /// <summary>Tells the coordinator, which knows the worker perhaps, that it does not take part any more.</summary>
    private void Leave(string reason)
    {
        _coordinator.Tell(new WorkerLeaving(_name, reason));
        End(CloseReason.Fault, reason);
    }

    private void End(CloseReason end, string reason)
    {
        (_end, _reason) = (end, reason);
        Context.Stop(Self);
    }

    private RoundId CanaryRound => new(_run.RunId, _run.Incarnation, RoundKind.Canary, 0);

    private bool IsOfThisRun(WorkerPrepared prepared) => prepared.RunId == _run.RunId && prepared.Incarnation == _run.Incarnation;
}
