using System.Security.Cryptography;
using ActorNet.Learning;
using ActorNet.Protocol;
using ActorNet.Transport.Authentication;
using Akka.Actor;
using Akka.Cluster;

namespace ActorNet.Actors.Worker;

/// <summary>Leave the run and the cluster gracefully.</summary>
internal sealed record LeaveCluster;

/// <summary>
/// The settings of a <see cref="WorkerNodeActor"/>. <c>OnEvent</c> is called on any thread; of <c>OnEnded</c> only the first call counts.
/// </summary>
internal sealed record WorkerNodeSettings(
    string Name, string Program, WorkerResources Resources, Action<WorkerEvent> OnEvent, Action<WorkerExit> OnEnded)
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
    internal static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>Without an offer for this long the coordinator counts as lost; it leaves another time to take over.</summary>
    internal static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(30);

    private readonly WorkerNodeSettings _settings;
    private readonly IActorRef _run;
    private readonly JoinClient _joinClient;
    private WorkerSession? _session;
    private RunOffered? _offer;
    private bool _wasAdmitted; // to the run of this session
    private bool _wasOffered; // ever
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
        _session?.Close(WorkerExitReason.ActorStopped);
        // If the worker has not ended by itself, its node was stopped: a node without any reachable coordinator downs itself.
        _settings.OnEnded(WorkerExitReason.NodeRemoved);
    }

    /// <summary>Waits for an offer, and repeats the join request every second until <see cref="ResponseTimeout"/>.</summary>
    private void Registering()
    {
        ReceiveLeave();
        Receive<RetryJoin>(_ => _run.Tell(CreateJoinRequest()));
        Receive<JoinTimedOut>(_ => End(_wasOffered ? WorkerExitReason.CoordinatorSilent : WorkerExitReason.ClusterNotReached));
        Receive<JoinChallenge>(challenge =>
        {
            if (_joinClient.Answer(challenge) is { } proof)
                Sender.Tell(proof);
        });
        Receive<RunOffered>(offer => !_joinClient.Trusts(offer), _ => End(WorkerExitReason.CoordinatorUntrusted));
        // A later program's reason, unknown here, is final too.
        Receive<WorkerRejected>(rejected => End(
            rejected.Exit.IsRejection ? rejected.Exit : new WorkerExit(WorkerExitReason.WorkerFailed, rejected.Exit.ToString())));
        Receive<RunOffered>(offer =>
        {
            Timers.CancelAll();
            (_offer, _wasAdmitted, _wasOffered) = (offer, false, true);
            _proxy = Sender;
            _session = new WorkerSession(offer, _settings.Resources, Self, _settings.OnEvent);
            Become(InSession);
        });
    }

    /// <summary>Waits for the end of the session, and sends the session's cluster messages.</summary>
    private void InSession()
    {
        ReceiveLeave();
        // The answer to a repeated join request. Until its proxy ends it would keep this worker's name from the process that replaces it.
        Receive<RunOffered>(
            offer => offer.Token != _offer!.Token,
            offer => Sender.Tell(new LeaveRun(offer.RunId, offer.Incarnation, offer.Worker)));
        Receive<SessionPrepared>(prepared =>
            _proxy.Tell(new WorkerReady(_offer!.RunId, _offer.Incarnation, _offer.Worker, prepared.PeerEndpoint)));
        Receive<ExpectPeer>(_ => Sender.Equals(_proxy), expect =>
        {
            if (_session?.ExpectPeer(expect.Peer) is { } token)
                _proxy.Tell(new PeerExpected(expect.RunId, expect.Incarnation, expect.Peer, token));
        });
        Receive<ConnectPeer>(_ => Sender.Equals(_proxy), OnConnectPeer);
        Receive<PeerChanged>(change => _proxy.Tell(change.Reason is { } reason
            ? new PeerLost(_offer!.RunId, _offer.Incarnation, change.Peer, reason)
            : new PeerConnected(_offer!.RunId, _offer.Incarnation, change.Peer)));
        Receive<WorkerAdmitted>(_ => Sender.Equals(_proxy), admitted =>
        {
            _wasAdmitted = true;
            _settings.OnEvent(new RunJoined(admitted.RunId, _offer!.Worker));
        });
        Receive<SessionEnded>(OnSessionEnded);
        // A vanished machine closes no connection; with unacknowledged data in flight, TCP gives up only after a quarter of an hour.
        Receive<ClusterEvent.MemberRemoved>(
            removed => removed.Member.Address == _proxy.Path.Address,
            _ => _session?.Close(WorkerExitReason.CoordinatorLeft));
    }

    private void Ended() => ReceiveAny(_ => { });

    private void ReceiveLeave() => Receive<LeaveCluster>(_ =>
    {
        if (_offer is not null)
            _proxy.Tell(new LeaveRun(_offer.RunId, _offer.Incarnation, _offer.Worker));
        End(WorkerExitReason.WorkerLeft);
    });

    private void OnConnectPeer(ConnectPeer connect)
    {
        try
        {
            _session?.ConnectPeer(connect.Peer, connect.Endpoint, connect.Token);
        }
        catch (InvalidInputException invalid)
        {
            Self.Tell(new PeerChanged(connect.Peer, invalid.Message));
        }
    }

    private void OnSessionEnded(SessionEnded ended)
    {
        _session = null;
        if (ended.Exit.IsRejection || ended.Exit.Reason == WorkerExitReason.RunCompleted)
        {
            End(ended.Exit);
            return;
        }

        _settings.OnEvent(new RunLeft(_offer!.RunId, ended.Exit.ToString(), ComesBack: true));
        // A worker that lost its run may rejoin at once; one that was turned away before it joined would be turned away again.
        StartJoining(atOnce: _wasAdmitted);
        _offer = null;
        Become(Registering);
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

    private void End(WorkerExit exit)
    {
        Timers.CancelAll();
        _session?.Close(WorkerExitReason.WorkerLeft);
        _session = null;
        Become(Ended);
        _settings.OnEnded(exit);
    }
}
