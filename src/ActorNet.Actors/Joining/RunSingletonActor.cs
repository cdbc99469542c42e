using System.Globalization;
using System.Security.Cryptography;
using ActorNet.Actors.Dispatch;
using ActorNet.Coordination.Messages;
using ActorNet.Protocol;
using ActorNet.Transport.Authentication;
using ActorNet.Transport.Connections;
using Akka.Actor;

namespace ActorNet.Actors.Joining;

/// <summary>End the worker's session: the run is over, or it is expelled.</summary>
internal sealed record EndWorker(CloseReason End, string Reason);

/// <summary>Begin the run: this coordinator has all it needs.</summary>
/// <param name="Run">The run as it is offered to workers.</param>
/// <param name="StartCoordinator">Starts the coordinator actor and the workers of this process.</param>
internal sealed record BeginRun(RunOffer Run, Func<IActorRefFactory, IActorRef> StartCoordinator);

/// <summary>
/// The run in the cluster, a singleton among the coordinators: it has the coordinator actor, and a session for each worker of
/// another process that asks to take part.
/// </summary>
internal sealed class RunSingletonActor : ReceiveActor
{
    private readonly Action<IActorRef> _onElected;
    private readonly Dictionary<IActorRef, object> _early = []; // the last of each that was said before the run began
    private readonly Dictionary<IActorRef, Session> _sessions = [];
    private RunOffer _run = null!; // set by BeginRun, before anything needs it
    private IActorRef _coordinator = ActorRefs.Nobody;
    private JoinAuthenticator<IActorRef> _gate = null!; // and so is this
    private int _sessionCount;

    /// <summary>Makes the actor.</summary>
    /// <param name="onElected">Given the actor when it is this coordinator's turn.</param>
    public RunSingletonActor(Action<IActorRef> onElected)
    {
        _onElected = onElected;
        Preparing();
    }

    /// <inheritdoc/>
    protected override void PreStart() => _onElected(Self);

    /// <summary>Awaits <see cref="BeginRun"/>: the newest state is being looked for. Workers that ask meanwhile are answered then.</summary>
    private void Preparing()
    {
        Receive<BeginRun>(begin =>
        {
            _run = begin.Run;
            _gate = new JoinAuthenticator<IActorRef>(_run.Secret, RandomNumberGenerator.Create());
            _coordinator = begin.StartCoordinator(Context);
            Become(Offering);
            foreach (var (sender, message) in _early)
                Self.Tell(message, sender);
            _early.Clear();
        });
        Receive<JoinRun>(join => _early[Sender] = join);
        Receive<StopTraining>(stop => _early[Sender] = stop);
        Receive<EndWorker>(_ => Become(Leaving));
    }

    /// <summary>Offers the run to whoever asks, and looks after the sessions; ends when this coordinator leaves.</summary>
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

    /// <summary>Nobody is taken any more; whoever asks does so again, and may find another coordinator by then.</summary>
    private void Leaving() => ReceiveAny(_ => { });

    private sealed record Session(string Name, IActorRef Worker);

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new StoppingSupervisorStrategy().Create();

    private void Join(JoinRun join)
    {
        if (join.Version != ProtocolVersion.Current)
        {
            Sender.Tell(new JoinRefused(string.Create(CultureInfo.InvariantCulture,
                $"The coordinator speaks version {ProtocolVersion.Current} of the protocol, and {join.Program} version {join.Version}; run the same program on both sides.")));
            return;
        }

        if (!JoinRun.IsName(join.Worker))
        {
            Sender.Tell(new JoinRefused("Its name is not one: it has a space, a character that is not printable ASCII, or too many."));
            return;
        }

        if (_gate.ReceiveJoin(Sender, join) is { } answer)
            Sender.Tell(answer);
        else
            Offer(join, proof: "");
    }

    private void Join(JoinProof proof)
    {
        if (_gate.ReceiveProof(Sender, proof, out var join, out var coordinatorProof) is { } refused)
            Sender.Tell(refused);
        else if (join is not null)
            Offer(join, coordinatorProof);
    }

    private void Offer(JoinRun join, string proof)
    {
        var (name, worker) = (NameOf(join, Sender), Sender);
        var session = Context.ActorOf(
            Props.Create(() => new WorkerProxyActor(_run, name, worker, _coordinator, proof)).WithDispatcher(CallingThreadExecutor.Dispatcher),
            string.Create(CultureInfo.InvariantCulture, $"session-{++_sessionCount}"));
        _sessions.Add(session, new Session(name, worker));
        Context.Watch(session);
    }

    /// <summary>What a worker is called: as it asks to be, with a number behind it where another process has that name.</summary>
    private string NameOf(JoinRun join, IActorRef worker)
    {
        var (name, number) = (join.Worker, 1);
        while (_run.LocalWorkers.Contains(name) || _sessions.Values.Any(session => session.Name == name && !session.Worker.Equals(worker)))
            name = string.Create(CultureInfo.InvariantCulture, $"{join.Worker}-{++number}");
        return name;
    }
}
