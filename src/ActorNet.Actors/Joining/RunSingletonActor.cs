using System.Globalization;
using System.Security.Cryptography;
using ActorNet.Actors.Dispatch;
using ActorNet.Coordination.Messages;
using ActorNet.Protocol;
using ActorNet.Transport.Authentication;
using Akka.Actor;

namespace ActorNet.Actors.Joining;

/// <summary>
/// Begins the run: this coordinator has the newest state. <c>StartCoordinator</c> starts the coordinator actor and the workers of this
/// process.
/// </summary>
internal sealed record BeginRun(RunOffer Run, Func<IActorRefFactory, IActorRef> StartCoordinator);

/// <summary>
/// The cluster singleton among the coordinators: owns the coordinator actor, and a proxy for each remote worker that asks to join.
/// </summary>
internal sealed class RunSingletonActor : ReceiveActor
{
    private readonly Action<IActorRef> _onElected;
    private readonly Dictionary<IActorRef, object> _pending = []; // the last message of each sender before the run began
    private readonly Dictionary<IActorRef, Session> _sessions = [];
    private RunOffer _run = null!; // set by BeginRun, before it is used
    private IActorRef _coordinator = ActorRefs.Nobody;
    private JoinAuthenticator<IActorRef> _authenticator = null!; // set by BeginRun, too
    private int _sessionCount;

    /// <summary><paramref name="onElected"/> receives the actor when this coordinator is elected.</summary>
    public RunSingletonActor(Action<IActorRef> onElected)
    {
        _onElected = onElected;
        Preparing();
    }

    protected override void PreStart() => _onElected(Self);

    /// <summary>Waits for <see cref="BeginRun"/> while the newest state is fetched; join requests are kept until then.</summary>
    private void Preparing()
    {
        Receive<BeginRun>(begin =>
        {
            _run = begin.Run;
            _authenticator = new JoinAuthenticator<IActorRef>(_run.Secret, RandomNumberGenerator.Create());
            _coordinator = begin.StartCoordinator(Context);
            Become(Offering);
            foreach (var (sender, message) in _pending)
                Self.Tell(message, sender);
            _pending.Clear();
        });
        Receive<JoinRun>(join => _pending[Sender] = join);
        Receive<StopTraining>(stop => _pending[Sender] = stop);
        Receive<EndWorker>(_ => Become(Leaving));
    }

    /// <summary>Offers the run to workers that ask and keeps track of their proxies, until this coordinator leaves.</summary>
    private void Offering()
    {
        Receive<JoinRun>(Join);
        Receive<JoinProof>(Join);
        Receive<Terminated>(ended => _sessions.Remove(ended.ActorRef));
        Receive<StopTraining>(_coordinator.Forward);
        Receive<GetRunStatus>(_coordinator.Forward);
        Receive<EndWorker>(end =>
        {
            foreach (var session in _sessions.Keys)
                session.Tell(end);
            Become(Leaving);
        });
    }

    /// <summary>Ignores join requests: workers repeat them, and may find another coordinator by then.</summary>
    private void Leaving() => ReceiveAny(_ => { });

    private sealed record Session(string Name, IActorRef Worker);

    protected override SupervisorStrategy SupervisorStrategy() => new StoppingSupervisorStrategy().Create();

    private void Join(JoinRun join)
    {
        if (join.Version != ProtocolVersion.Current)
        {
            Reject(WorkerExitReason.OtherVersion, string.Create(CultureInfo.InvariantCulture,
                $"{ProtocolVersion.Current} (the coordinator) and {join.Version} ({join.Program})"));
            return;
        }

        if (!JoinRun.IsName(join.Worker))
        {
            Reject(WorkerExitReason.InvalidName);
            return;
        }

        if (_authenticator.ReceiveJoin(Sender, join) is { } answer)
            Sender.Tell(answer);
        else
            Offer(join, proof: "");
    }

    private void Reject(WorkerExitReason reason, string detail = "") => Sender.Tell(new WorkerRejected(new WorkerExit(reason, detail)));

    private void Join(JoinProof proof)
    {
        if (_authenticator.ReceiveProof(Sender, proof, out var join, out var coordinatorProof) is { } rejected)
            Sender.Tell(rejected);
        else if (join is not null)
            Offer(join, coordinatorProof);
    }

    private void Offer(JoinRun join, string proof)
    {
        var (name, worker) = (NameOf(join, Sender), Sender);
        var session = Context.ActorOf(
            Props.Create(() => new WorkerProxyActor(_run, name, worker, _coordinator, proof))
                .WithDispatcher(CallingThreadExecutor.Dispatcher),
            string.Create(CultureInfo.InvariantCulture, $"session-{++_sessionCount}"));
        _sessions.Add(session, new Session(name, worker));
        Context.Watch(session);
    }

    /// <summary>The requested name, with a number appended if another process has it.</summary>
    private string NameOf(JoinRun join, IActorRef worker)
    {
        var (name, number) = (join.Worker, 1);
        while (_run.LocalWorkers.Contains(name) || _sessions.Values.Any(session => session.Name == name && !session.Worker.Equals(worker)))
            name = string.Create(CultureInfo.InvariantCulture, $"{join.Worker}-{++number}");
        return name;
    }
}
