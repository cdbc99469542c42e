using ActorNet.Actors.Coordinator;
using ActorNet.Coordination.Scheduling;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using Akka.Actor;
using Akka.TestKit;

namespace ActorNet.TestKit.Simulation;

/// <summary>The real <see cref="CoordinatorActor"/>, which may die and come back from a checkpoint.</summary>
internal sealed class SimulatedCoordinator(SimulatedCluster cluster) : SimulatedNode(cluster.Time)
{
    private readonly List<WorkerSession> _accepted = []; // by number
    private TestActorRef<CoordinatorActor>? _actor;
    private CoordinatorActor? _instance; // counts also when an error has ended it
    private int _life;
    private RoundCounters _earlier; // of lives that are over

    public SimulatedDisk Disk { get; } = new(cluster);

    public bool IsUp => _actor is not null;

    /// <summary>Set when the run is over.</summary>
    public TrainingResult? Result { get; private set; }

    /// <summary>Set when the run has failed.</summary>
    public Exception? Error { get; private set; }

    public List<TrainingEvent> Events { get; } = [];

    /// <summary>The greatest fencing number so far.</summary>
    public int Incarnation { get; private set; }

    public RoundCounters Counters
    {
        get
        {
            var now = _instance?.Counters ?? default;
            return new RoundCounters(
                _earlier.Stale + now.Stale, _earlier.Duplicate + now.Duplicate, _earlier.Reassigned + now.Reassigned,
                _earlier.Speculated + now.Speculated, _earlier.Audited + now.Audited, _earlier.Exchanged + now.Exchanged,
                _earlier.Abandoned + now.Abandoned);
        }
    }

    /// <summary>Starts the actor, from a state or from the beginning. A standby that takes over continues with any number of workers.</summary>
    public void Start(TrainingState? resumeFrom, bool isTakeover = false)
    {
        var (scenario, life) = (cluster.Scenario, ++_life);
        Lives++;
        Continue();
        Incarnation = Incarnation == 0 ? Incarnations.First : Incarnations.AfterTakeover(Incarnation);
        var options = new TrainerOptions
        {
            RunId = SimulatedDisk.RunId,
            Time = cluster.Time,
            Checkpoint = Disk.Write,
            CheckpointEverySteps = 3,
            ReportEverySteps = 1,
            ResumeFrom = resumeFrom,
            Incarnation = Incarnation,
        };
        var settings = new CoordinatorSettings(
            scenario.Training, scenario.Data, new TrainingSession(scenario.Training, scenario.Data, resumeFrom), options, OnEvent,
            result => Result = life == _life ? result : Result, error => Error ??= life == _life ? error : null)
        {
            Cluster = new ClusterPolicy
            {
                MinWorkers = isTakeover ? 1 : scenario.MinWorkers,
                AuditEverySteps = scenario.AuditEverySteps,
                Topology = scenario.Topology,
            },
            Kernels = cluster.Training.Computer,
        };
        _actor = SimulatedActors.Start(() => _instance = new CoordinatorActor(settings));
        Check(life);
    }

    /// <summary>Ends the process; the workers notice.</summary>
    public void Stop()
    {
        if (_actor is null)
            return;
        _earlier = Counters;
        _life++; // what it still reports is void
        Disk.Forget();
        ((IInternalActorRef)_actor).Stop();
        (_actor, _instance) = (null, null);
        _accepted.Clear();
        foreach (var worker in cluster.Workers)
            worker.Session?.LoseCoordinator();
    }

    /// <summary>Receives a message of the session's worker; of a dead coordinator's session, it is lost.</summary>
    public void Receive(object message, WorkerSession session) => WhenAwake(() =>
    {
        if (_actor is null || session.Life != _life)
            return;
        if (message is ExchangeAnswer answer)
            answer.Read(answer.Numbers);
        _actor.Tell(Payload.MessageOf(message), session.AtCoordinator);
    });

    /// <summary>Counts its lives: sessions belong to one.</summary>
    public int Life => _life;

    /// <summary>How many coordinators there were.</summary>
    public int Lives { get; private set; }

    /// <summary>Records the fencing number that a request carries.</summary>
    public void Observe(RoundId? round)
    {
        if (round is { Incarnation: var incarnation } && incarnation > Incarnation)
            Incarnation = incarnation;
    }

    /// <summary>The session was accepted.</summary>
    /// <returns>The worker's number in the run.</returns>
    public int Accept(WorkerSession session)
    {
        _accepted.Add(session);
        return _accepted.Count - 1;
    }

    /// <summary>The session of a worker's number; null if it is over.</summary>
    public WorkerSession? SessionOf(int number) =>
        number < _accepted.Count && !_accepted[number].IsOver ? _accepted[number] : null;

    private void OnEvent(TrainingEvent trainingEvent)
    {
        Events.Add(trainingEvent);
        if (trainingEvent is TrainingRewound rewound)
            Disk.RemoveFrom(rewound.ToStep);
    }

    /// <summary>What Akka's scheduler does for the actor.</summary>
    private void Check(int life) => cluster.Time.After(CoordinatorActor.CheckInterval, () => WhenAwake(() =>
    {
        if (life != _life)
            return;
        _actor!.Tell(CoordinatorActor.CheckDeadlines.Instance);
        Check(life);
    }));
}
