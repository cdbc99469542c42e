using System.Security.Cryptography;
using ActorNet.Protocol;
using ActorNet.Transport.Authentication;
using ActorNet.Transport.Connections;
using Akka.Actor;
using Akka.Cluster;

namespace ActorNet.Actors.Worker;

/// <summary>Leave the run and the cluster politely.</summary>
/// <param name="Reason">Why, in a few words.</param>
internal sealed record LeaveCluster(string Reason);

/// <summary>How a worker's time in a cluster ended.</summary>
internal enum WorkerExitReason
{
    /// <summary>The run is over.</summary>
    RunOver,

    /// <summary>The worker was asked to leave.</summary>
    Left,

    /// <summary>The coordinator does not want this worker: its version, or its arithmetic.</summary>
    Rejected,

    /// <summary>The coordinator does not answer any more.</summary>
    CoordinatorLost,

    /// <summary>The cluster was never reached, or never offered a run.</summary>
    ClusterNotReached,
}

/// <summary>What a <see cref="WorkerNodeActor"/> is given.</summary>
/// <param name="Name">What the worker would be called in a run.</param>
/// <param name="Program">Its program, such as "actornet 0.1.0".</param>
/// <param name="Resources">What it computes with.</param>
/// <param name="OnEvent">Told what happens; from any thread.</param>
/// <param name="OnEnded">Told how it ended, and why; what counts is the first time.</param>
internal sealed record WorkerNodeSettings(
    string Name, string Program, WorkerResources Resources, Action<WorkerEvent> OnEvent, Action<WorkerExitReason, string> OnEnded)
{
    /// <summary>What worker and coordinator must prove to each other that they know; null for nothing.</summary>
    public JoinSecret? Secret { get; init; }
}

/// <summary>
/// The worker process's actor in the cluster: asks to take part, starts a <see cref="WorkerSession"/> for the run it is offered, and
/// asks again when the session is lost. Computing is the session's business. It is to be subscribed to the members that the cluster removes.
/// </summary>
internal sealed class WorkerNodeActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>So long without an offer, and the coordinator is lost: time enough for another to take over.</summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(30);

    private readonly WorkerNodeSettings _settings;
    private readonly IActorRef _run;
    private readonly JoinClient _applicant;
    private WorkerSession? _session;
    private RunOffered? _offer;
    private bool _isAdmitted;
    private bool _wasOffered;
    private IActorRef _peer = ActorRefs.Nobody;

    /// <summary>Makes the actor.</summary>
    /// <param name="settings">What it is given.</param>
    /// <param name="run">The way to the run's singleton.</param>
    public WorkerNodeActor(WorkerNodeSettings settings, IActorRef run)
    {
        (_settings, _run) = (settings, run);
        _applicant = new JoinClient(settings.Secret, settings.Name, RandomNumberGenerator.Create());
        Registering();
    }

    private sealed record AskAgain;

    private sealed record GiveUp;

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Ask(atOnce: true);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _session?.Close(CloseReason.WorkerLeft, "the worker has stopped");
        // Where it has not ended by itself, its node was stopped: one that sees no coordinator any more takes itself down.
        _settings.OnEnded(WorkerExitReason.CoordinatorLost, "this node is in the cluster no longer");
    }

    /// <summary>Awaits the offer of a run, and asks again every second; ends with it, or when nobody has answered for long.</summary>
    private void Registering()
    {
        ReceiveLeave();
        Receive<AskAgain>(_ => _run.Tell(Question()));
        Receive<GiveUp>(_ => End(_wasOffered ? WorkerExitReason.CoordinatorLost : WorkerExitReason.ClusterNotReached, "the coordinator does not answer"));
        Receive<JoinChallenge>(challenge =>
        {
            if (_applicant.Answer(challenge) is { } proof)
                Sender.Tell(proof);
        });
        Receive<RunOffered>(
            offer => !_applicant.Trusts(offer), _ => End(WorkerExitReason.Rejected, "The coordinator does not prove that it knows the join secret, so this worker does not trust it."));
        Receive<JoinRefused>(refused => End(WorkerExitReason.Rejected, refused.Reason));
        Receive<RunOffered>(offer =>
        {
            Timers.CancelAll();
            _wasOffered = true;
            _offer = offer;
            _peer = Sender;
            _session = new WorkerSession(offer, _settings.Resources, Self, _settings.OnEvent);
            Become(InSession);
        });
    }

    /// <summary>Awaits the end of the session, which does the work; what it needs said in the cluster is said here.</summary>
    private void InSession()
    {
        ReceiveLeave();
        Receive<SessionPrepared>(_ => _peer.Tell(new WorkerPrepared(_offer!.RunId, _offer.Incarnation, _offer.Worker)));
        Receive<WorkerAdmitted>(admitted =>
        {
            _isAdmitted = true;
            _settings.OnEvent(new RunJoined(admitted.RunId, _offer!.Worker));
        });
        Receive<SessionEnded>(OnSessionEnded);
        // A machine that vanished says nothing, and where an answer to it is under way the connection waits for a quarter of an hour.
        Receive<ClusterEvent.MemberRemoved>(
            gone => gone.Member.Address == _peer.Path.Address, _ => _session?.Close(CloseReason.Fault, "the coordinator has left the cluster"));
    }

    /// <summary>Nothing is awaited any more.</summary>
    private void Ended() => ReceiveAny(_ => { });

    private void ReceiveLeave() => Receive<LeaveCluster>(leave =>
    {
        if (_offer is not null)
            _peer.Tell(new LeaveRun(_offer.RunId, _offer.Incarnation, _offer.Worker, leave.Reason));
        End(WorkerExitReason.Left, leave.Reason);
    });

    private void OnSessionEnded(SessionEnded ended)
    {
        _session = null;
        switch (ended.End)
        {
            case CloseReason.RunCompleted:
                End(WorkerExitReason.RunOver, ended.Reason);
                break;
            case CloseReason.WorkerRejected or CloseReason.WorkerFailed:
                End(WorkerExitReason.Rejected, ended.Reason);
                break;
            default:
                _settings.OnEvent(new RunLeft(_offer!.RunId, ended.Reason, ComesBack: true));
                _offer = null;
                Become(Registering);
                // Whoever has lost the run may be taken back at once; whoever was turned away before it had joined would be again.
                Ask(atOnce: _isAdmitted);
                _isAdmitted = false;
                break;
        }
    }

    private void Ask(bool atOnce)
    {
        _applicant.Begin();
        if (atOnce)
            _run.Tell(Question());
        Timers.StartPeriodicTimer(nameof(AskAgain), new AskAgain(), AskAgainAfter);
        Timers.StartSingleTimer(nameof(GiveUp), new GiveUp(), ResponseTimeout);
    }

    private JoinRun Question() => new(_settings.Name, _settings.Resources.Threads, _settings.Program, ProtocolVersion.Current, _applicant.Nonce);

    private void End(WorkerExitReason end, string reason)
    {
        Timers.CancelAll();
        _session?.Close(CloseReason.WorkerLeft, reason);
        _session = null;
        Become(Ended);
        _settings.OnEnded(end, reason);
    }
}
