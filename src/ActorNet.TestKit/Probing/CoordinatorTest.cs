using ActorNet.Actors.Coordinator;
using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;
using Akka.Actor;
using Akka.TestKit;

namespace ActorNet.TestKit.Probing;

/// <summary>
/// The real coordinator actor, whose workers a test plays message by message, on its own thread and in virtual time.
/// </summary>
/// <example><code>
/// var coordinator = new CoordinatorTest(new Scenario { MinWorkers = 2 });
/// var (first, second) = (coordinator.Join("first"), coordinator.Join("second"));
/// first.ExpectComputeGradient(step: 0);
/// first.Answer();
/// </code></example>
public sealed class CoordinatorTest
{
    private readonly VirtualTime _time = new();
    private readonly SharedTraining _training;
    private readonly TestActorRef<CoordinatorActor> _actor;
    private int _probes;

    /// <summary>Starts the coordinator of a scenario; its workers and faults do not count.</summary>
    /// <exception cref="InvalidInputException">An option is not valid.</exception>
    public CoordinatorTest(Scenario scenario)
        : this(scenario, new ClusterPolicy
        {
            MinWorkers = scenario.MinWorkers, AuditEverySteps = scenario.AuditEverySteps, Topology = scenario.Topology,
        })
    {
    }

    /// <summary>Null for a run whose workers all start with it, <see cref="Scenario.Workers"/> of them.</summary>
    internal CoordinatorTest(Scenario scenario, ClusterPolicy? policy)
    {
        scenario.Validate();
        (Scenario, _training) = (scenario, SharedTraining.Of(scenario.Training, scenario.Data));
        var options = new TrainerOptions
        {
            RunId = SimulatedDisk.RunId, Time = _time, Workers = policy is null ? scenario.Workers : 0, Checkpoint = KeptCheckpoints.Add,
        };
        var settings = new CoordinatorSettings(
            scenario.Training, scenario.Data, new TrainingSession(scenario.Training, scenario.Data), options, KeptEvents.Add,
            result => Result ??= result, error => Error ??= error)
        {
            Cluster = policy,
        };
        _actor = SimulatedActors.Start(() => new CoordinatorActor(settings));
    }

    /// <summary>The run's events so far.</summary>
    public IReadOnlyList<TrainingEvent> Events => KeptEvents;

    /// <summary>The checkpoints so far.</summary>
    public IReadOnlyList<TrainingState> Checkpoints => KeptCheckpoints;

    /// <summary>Set when the run is over.</summary>
    public TrainingResult? Result { get; private set; }

    /// <summary>Set when the run has failed.</summary>
    public Exception? Error { get; private set; }

    internal Scenario Scenario { get; }

    private List<TrainingEvent> KeptEvents { get; } = [];

    private List<TrainingState> KeptCheckpoints { get; } = [];

    /// <summary>A worker registers.</summary>
    public WorkerProbe Register(string name)
    {
        var worker = Create(name);
        worker.Register();
        return worker;
    }

    /// <summary>A worker registers and is admitted.</summary>
    public WorkerProbe Join(string name)
    {
        var worker = Register(name);
        worker.BecomeReady();
        return worker;
    }

    /// <summary>Lets virtual time pass; the coordinator checks its deadlines every 20 ms.</summary>
    public void Advance(TimeSpan time)
    {
        for (var end = _time.Now + time; _time.Now < end;)
        {
            _time.After(CoordinatorActor.CheckInterval, () => _actor.Tell(CoordinatorActor.CheckDeadlines.Instance));
            _time.RunNext();
        }
    }

    /// <summary>
    /// These workers answer all requests until the run is over; its weights must be those of LocalTrainer. What a test has taken by an Expect
    /// method it must have answered before.
    /// </summary>
    /// <exception cref="ProbeFailedException">The run failed, does not end, or has other weights.</exception>
    public TrainingResult Finish(params WorkerProbe[] workers)
    {
        while (Result is null)
        {
            if (Error is { } error)
                throw new ProbeFailedException($"The run failed: {error.Message}");
            if (!workers.Aggregate(false, (answered, worker) => worker.AnswerAll() || answered))
                throw new ProbeFailedException($"The run does not end: no request waits for {string.Join(", ", workers.Select(worker => worker.Name))}, and one that the test has taken may not be answered.");
        }

        return Result.WeightsSha256 == _training.WeightsSha256
            ? Result
            : throw new ProbeFailedException($"The weights are {Result.WeightsSha256}; LocalTrainer's are {_training.WeightsSha256}.");
    }

    /// <summary>Asks the run to stop after the current step.</summary>
    public void Stop() => _actor.Tell(new StopTraining(SimulatedDisk.RunId));

    /// <summary>A worker that the coordinator does not know yet.</summary>
    internal WorkerProbe Create(string name) => new(name, _probes++, _actor, _training, _time);

    /// <summary>The coordinator's actor stops.</summary>
    internal void Crash() => ((IInternalActorRef)_actor).Stop();
}
