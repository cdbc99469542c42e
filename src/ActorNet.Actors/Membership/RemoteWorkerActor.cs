using ActorNet.Actors.Messages;
using ActorNet.Actors.Serialization;
using ActorNet.Actors.Transport;
using ActorNet.Actors.Worker;
using ActorNet.Protocol;
using Akka.Actor;
using Akka.Cluster;

namespace ActorNet.Actors.Membership;

/// <summary>
/// A worker of another process, as the coordinator sees it: an actor in this process that is asked and answers like any worker,
/// and passes both over its tensor link. Until its worker has the data set, the coordinator does not know it.
/// </summary>
internal sealed class RemoteWorkerActor : ReceiveActor
{
    /// <summary>How long a worker may take from the offer to the link, and from there to each sign of life until it is ready.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly OfferedRun _run;
    private readonly string _name;
    private readonly IActorRef _worker;
    private readonly IActorRef _coordinator;
    private readonly string _token;
    private readonly string _proof;
    private RemoteWorkerLink? _link;
    private LinkEnd _end = LinkEnd.Fault;
    private string _reason = "the coordinator has ended the session";

    /// <summary>Makes the session of one worker.</summary>
    /// <param name="run">The run that was offered.</param>
    /// <param name="name">The worker's name.</param>
    /// <param name="worker">The actor that asked to take part, in its own process.</param>
    /// <param name="coordinator">The coordinator.</param>
    /// <param name="proof">What proves to the worker that the coordinator knows the join secret; empty where the run has none.</param>
    public RemoteWorkerActor(OfferedRun run, string name, IActorRef worker, IActorRef coordinator, string proof = "")
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
        Context.SetReceiveTimeout(Patience);
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
            _link = new RemoteWorkerLink(opened.Link, _run, Self, _coordinator, _name);
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
        Receive<WorkerRefused>(refused => End(LinkEnd.Expelled, refused.Reason));
        Receive<ProveYourself>(_ => _link!.Send(new ComputeGradient(CanaryRound, Canary.Slices, _run.CanaryParameters)));
        Receive<GradientComputed>(
            answer => answer.Round == CanaryRound && answer.Slices == Canary.Slices,
            answer =>
            {
                Context.SetReceiveTimeout(null);
                _coordinator.Tell(new Proved(_run.RunId, Canary.HashOf(answer.Result)));
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
        End(LinkEnd.Fault, reason);
    }

    private void End(LinkEnd end, string reason)
    {
        (_end, _reason) = (end, reason);
        Context.Stop(Self);
    }

    private RoundId CanaryRound => new(_run.RunId, _run.Incarnation, RoundKind.Canary, 0);

    private bool IsOfThisRun(WorkerPrepared prepared) => prepared.RunId == _run.RunId && prepared.Incarnation == _run.Incarnation;
}
