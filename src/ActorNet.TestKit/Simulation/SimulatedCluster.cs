using ActorNet.TestKit.Scenarios;

namespace ActorNet.TestKit.Simulation;

/// <summary>The parts of a simulation, as its nodes see them.</summary>
internal sealed class SimulatedCluster
{
    private readonly Dictionary<string, SimulatedWorker> _workers = new(StringComparer.Ordinal);

    public SimulatedCluster(Scenario scenario, ulong seed, Action<Happening> apply)
    {
        (Scenario, Chances) = (scenario, new Chances(seed));
        Faults = new FaultSchedule(scenario.Happenings, Time, apply, Fail);
        Network = new Network(Time, Chances, Faults);
        Training = SharedTraining.Of(scenario.Training, scenario.Data);
        Coordinator = new SimulatedCoordinator(this);
    }

    public Scenario Scenario { get; }

    public VirtualTime Time { get; } = new();

    public Chances Chances { get; }

    public FaultSchedule Faults { get; }

    public Network Network { get; }

    public SharedTraining Training { get; }

    public SimulatedCoordinator Coordinator { get; }

    /// <summary>The first error of an actor of the test.</summary>
    public Exception? Error { get; private set; }

    public IEnumerable<SimulatedWorker> Workers => _workers.Values;

    public void Fail(Exception error) => Error ??= error;

    /// <summary>The worker of a name; a new one has no session yet.</summary>
    public SimulatedWorker Worker(string name) =>
        _workers.TryGetValue(name, out var worker) ? worker : _workers[name] = new SimulatedWorker(this, name);
}
