using ActorNet.TestKit.Scenarios;

namespace ActorNet.TestKit.Simulation;

/// <summary>Runs a scenario: starts the nodes and lets virtual time pass until the run is over.</summary>
internal sealed class TrainingSimulation
{
    private readonly Scenario _scenario;
    private readonly ulong _seed;
    private readonly SimulatedCluster _cluster;
    private readonly List<Happening> _cuts = []; // that must have an effect
    private Happening? _ineffective; // the first that had to have an effect

    public TrainingSimulation(Scenario scenario, ulong seed)
    {
        (_scenario, _seed) = (scenario, seed);
        var faults = new FaultEffects(() => _cluster!);
        _cluster = new SimulatedCluster(scenario, seed, happening =>
        {
            var hasEffect = faults.Apply(happening.Fault);
            if (happening.IsOptional)
                return;
            if (!hasEffect)
                _ineffective ??= happening;
            if (happening.Fault is NetworkFault.Cut or NetworkFault.Partitioned)
                _cuts.Add(happening);
        });
    }

    private SimulatedCoordinator Coordinator => _cluster.Coordinator;

    public SimulationRun Run()
    {
        for (var i = 1; i <= _scenario.Workers; i++)
        {
            var worker = _cluster.Worker(FormattableString.Invariant($"w{i}"));
            _cluster.Time.After(_cluster.Chances.Latency(), worker.Start);
        }

        Coordinator.Start(resumeFrom: null);
        var failure = RunToEnd() ?? Failure();
        var run = new SimulationRun(_scenario, _seed, _cluster) { Failure = failure?.Sentence, FailureKind = failure?.Kind };
        Coordinator.Stop();
        return run;
    }

    /// <returns>The error of an actor, a computer or a condition of the test, with its place in the code; null for none.</returns>
    private (FailureKind Kind, string Sentence)? RunToEnd()
    {
        try
        {
            var isRunning = true;
            while (isRunning && Coordinator is { Result: null, Error: null } && _cluster is { Error: null } && _cluster.Time.Now <= _scenario.Deadline)
                isRunning = _cluster.Time.RunNext();
        }
        catch (Exception error)
        {
            _cluster.Fail(error);
        }

        return _cluster.Error is { } first
            ? (FailureKind.Stopped, FormattableString.Invariant($"The run stopped after {_cluster.Time.Now.TotalSeconds:F3} s: {first}"))
            : null;
    }

    private (FailureKind Kind, string Sentence)? Failure()
    {
        var now = _cluster.Time.Now.TotalSeconds;
        if (Coordinator.Error is { } error)
            return (FailureKind.Failed, FormattableString.Invariant($"The run failed after {now:F3} s: {error.Message}"));
        if (Coordinator.Result is null)
            return (FailureKind.NotOver, FormattableString.Invariant($"The run is not over after {now:F0} s. Its last event: {Coordinator.Events.LastOrDefault()}"));
        if ((_ineffective ?? _cuts.Find(cut => !HadEffect(cut.Fault.Nodes[0], cut.Fault.Nodes[1]))) is { } ineffective)
            return (FailureKind.Ineffective, $"A fault had no effect: {ineffective}.");
        return _cluster.Faults.Remaining.FirstOrDefault(happening => !happening.IsOptional) is { } missed
            ? (FailureKind.Missed, $"A fault never happened, since the run ended before or no message fits: {missed}.")
            : null;
    }

    /// <summary>Whether an interruption between two nodes has had an effect.</summary>
    private bool HadEffect(string one, string other) => _cluster.Network.HadEffect(one, other) || _cluster.Network.HadEffect(other, one);
}
