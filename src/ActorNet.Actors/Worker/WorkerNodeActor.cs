using System.Security.Cryptography;
using ActorNet.Protocol;
using ActorNet.Transport.Authentication;
using ActorNet.Transport.Connections;
using Akka.Actor;
using Akka.Cluster;

namespace ActorNet.Actors.Worker;

/// <summary>Leave the run and the cluster gracefully.</summary>
internal sealed record LeaveCluster(string Reason);

/// <summary>How a worker's time in a cluster ended.</summary>
internal enum WorkerExitReason
{
    RunOver,

    Left,

    /// <summary>The coordinator rejects this worker: its version, its arithmetic, or its secret.</summary>
    Rejected,

    /// <summary>The coordinator no longer answers.</summary>
    CoordinatorLost,

    /// <summary>The cluster was never reached, or never offered a run.</summary>
    ClusterNotReached,
}

/// <summary>
/// The settings of a <see cref="WorkerNodeActor"/>. <c>OnEvent</c> is called on any thread; of <c>OnEnded</c> only the first call counts.
/// </summary>
internal sealed record WorkerNodeSettings(
    string Name, string Program, WorkerResources Resources, Action<WorkerEvent> OnEvent, Action<WorkerExitReason, string> OnEnded)
{
    /// <summary>The secret that worker and coordinator prove to each other; null for none.</summary>
    public JoinSecret? Secret { get; init; }
}

/// <summary>
/// The worker process's actor in the cluster: asks to join, starts a <see cref="WorkerSession"/>, which computes, for the run it is
/// offered, and asks again when the session is lost. Its creator must subscribe it to <see cref="ClusterEvent.MemberRemoved"/>.
/// </summary>
internal sealed class WorkerNodeActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>Without an offer for this long the coordinator counts as lost; it leaves another time to take over.</summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(30);

    private readonly WorkerNodeSettings _settings;
    private readonly IActorRef _run;
    private readonly JoinClient _joinClient;
    private WorkerSession? _session;
    private RunOffered? _offer;
    private bool _isAdmitted;
    private bool _wasOffered;
    private IActorRef _proxy = ActorRefs.Nobody;

    /// <summary><paramref name="run"/> is the proxy of the run's singleton.</summary>
    public WorkerNodeActor(WorkerNodeSettings settings, IActorRef run)
    {
        (_settings, _run) = (settings, run);
        _joinClient = new JoinClient(settings.Secret, settings.Name, RandomNumberGenerator.Create());
        Registering();
    }

    private sealed record RetryJoin;

    private sealed record JoinTimedOut;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => StartJoining(atOnce: true);

    protected override void PostStop()
    {
        _session?.Close(CloseReason.WorkerLeft, "the worker has stopped");
        // If the worker has not ended by itself, its node was stopped: a node without any reachable coordinator downs itself.
        _settings.OnEnded(WorkerExitReason.CoordinatorLost, "this node is in the cluster no longer");
    }

    /// <summary>Waits for an offer, and repeats the join request every second until <see cref="ResponseTimeout"/>.</summary>
    private void Registering()
    {
        ReceiveLeave();
        Receive<RetryJoin>(_ => _run.Tell(CreateJoinRequest()));
        Receive<JoinTimedOut>(_ => End(
            _wasOffered ? WorkerExitReason.CoordinatorLost : WorkerExitReason.ClusterNotReached, "the coordinator does not answer"));
        Receive<JoinChallenge>(challenge =>
        {
            if (_joinClient.Answer(challenge) is { } proof)
                Sender.Tell(proof);
        });
        Receive<RunOffered>(
            offer => !_joinClient.Trusts(offer),
            _ => End(
                WorkerExitReason.Rejected,
                "The coordinator does not prove that it knows the join secret, so this worker does not trust it."));
        Receive<JoinRefused>(refused => End(WorkerExitReason.Rejected, refused.Reason));
        Receive<RunOffered>(offer =>
        {
            Timers.CancelAll();
            _wasOffered = true;
            _offer = offer;
            _proxy = Sender;
            _session = new WorkerSession(offer, _settings.Resources, Self, _settings.OnEvent);
            Become(InSession);
        });
    }

    /// <summary>Waits for the end of the session, and sends the session's cluster messages.</summary>
    private void InSession()
    {
        ReceiveLeave();
        Receive<SessionPrepared>(_ => _proxy.Tell(new WorkerPrepared(_offer!.RunId, _offer.Incarnation, _offer.Worker)));
        Receive<WorkerAdmitted>(admitted =>
        {
            _isAdmitted = true;
            _settings.OnEvent(new RunJoined(admitted.RunId, _offer!.Worker));
        });
        Receive<SessionEnded>(OnSessionEnded);
        // A vanished machine closes no connection; with unacknowledged data in flight, TCP gives up only after a quarter of an hour.
        Receive<ClusterEvent.MemberRemoved>(
            removed => removed.Member.Address == _proxy.Path.Address,
            _ => _session?.Close(CloseReason.Fault, "the coordinator has left the cluster"));
    }

    private void Ended() => ReceiveAny(_ => { });

    private void ReceiveLeave() => Receive<LeaveCluster>(leave =>
    {
        if (_offer is not null)
            _proxy.Tell(new LeaveRun(_offer.RunId, _offer.Incarnation, _offer.Worker, leave.Reason));
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
                // A worker that lost its run may rejoin at once; one that was turned away before it joined would be turned away again.
                StartJoining(atOnce: _isAdmitted);
                _isAdmitted = false;
                break;
        }
    }

    private void StartJoining(bool atOnce)
    {
        _joinClient.Begin();
        if (atOnce)
            _run.Tell(CreateJoinRequest());
        Timers.StartPeriodicTimer(nameof(RetryJoin), new RetryJoin(), RetryInterval);
        Timers.StartSingleTimer(nameof(JoinTimedOut), new JoinTimedOut(), ResponseTimeout);
    }

    private JoinRun CreateJoinRequest() => new(
        _settings.Name, _settings.Resources.Threads, _settings.Program, ProtocolVersion.Current, _joinClient.Nonce);

    private void End(WorkerExitReason end, string reason)
    {
        Timers.CancelAll();
        _session?.Close(CloseReason.WorkerLeft, reason);
        _session = null;
        Become(Ended);
        _settings.OnEnded(end, reason);
    }
}
