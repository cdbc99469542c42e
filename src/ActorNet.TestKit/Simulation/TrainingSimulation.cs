using ActorNet.Learning;
using ActorNet.Protocol;
using ActorNet.TestKit.Scenarios;

namespace ActorNet.TestKit.Simulation;

/// <summary>Runs a scenario: starts the nodes, lets virtual time pass, and does what goes wrong.</summary>
internal sealed class TrainingSimulation
{
    private readonly Scenario _scenario;
    private readonly ulong _seed;
    private readonly SimulatedCluster _cluster;

    public TrainingSimulation(Scenario scenario, ulong seed)
    {
        (_scenario, _seed) = (scenario, seed);
        _cluster = new SimulatedCluster(scenario, seed, Apply);
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
        var run = new SimulationRun(_scenario, _seed, _cluster) { Failure = failure };
        Coordinator.Stop();
        return run;
    }

    /// <returns>The error of a worker, a computer or a condition, with its place in the code; null for none.</returns>
    private string? RunToEnd()
    {
        try
        {
            var isRunning = true;
            while (isRunning && Coordinator is { Result: null, Error: null } && _cluster.Time.Now <= _scenario.Deadline)
                isRunning = _cluster.Time.RunNext();
            return null;
        }
        catch (Exception error)
        {
            return $"The run stopped after {_cluster.Time.Now.TotalSeconds:F3} s: {error}";
        }
    }

    private string? Failure()
    {
        if (Coordinator.Error is { } error)
            return $"The run failed after {_cluster.Time.Now.TotalSeconds:F3} s: {error.Message}";
        if (Coordinator.Result is null)
            return $"The run is not over after {_cluster.Time.Now.TotalSeconds:F0} s.";
        return _cluster.Faults.Remaining.FirstOrDefault(happening => !happening.IsOptional) is { } missed
            ? $"A fault never happened, since the run ended before or no message fits: {missed}."
            : null;
    }

    private void Apply(Fault fault)
    {
        switch (fault)
        {
            case NodeFault { Node: Scenario.Coordinator } node:
                ApplyToCoordinator(node);
                break;
            case NodeFault node:
                Apply(node, _cluster.Worker(node.Node));
                break;
            case NetworkFault network:
                Apply(network);
                break;
            case CoordinatorFault.TakenOver taken:
                Coordinator.Stop();
                _cluster.Time.After(taken.After, TakeOver);
                break;
            case CoordinatorFault.DiskFilled filled:
                Coordinator.Disk.Fill(filled.Time);
                break;
            case CoordinatorFault.WriteTorn:
                Coordinator.Disk.Tear();
                break;
            case CoordinatorFault.ClockJumped jumped:
                _cluster.Time.Jump(jumped.By);
                break;
        }
    }

    /// <summary>A standby, which may lack the newest checkpoint, continues, unless another coordinator does already.</summary>
    private void TakeOver()
    {
        if (!Coordinator.IsUp)
            Coordinator.Start(Coordinator.Disk.ReadNewest(missing: _cluster.Chances.Next(2)));
    }

    private void ApplyToCoordinator(NodeFault fault)
    {
        switch (fault)
        {
            case NodeFault.Crashed:
                Coordinator.Stop();
                Coordinator.Disk.Forget();
                break;
            case NodeFault.Restarted:
                Coordinator.Stop();
                Coordinator.Disk.Forget();
                Coordinator.Start(Coordinator.Disk.ReadNewest());
                break;
            case NodeFault.Paused paused:
                Coordinator.Pause(paused.Time);
                break;
            default:
                throw new InvalidInputException("Fault", fault, "Crash, Restart, Pause or TakeOver for the coordinator");
        }
    }

    private void Apply(NodeFault fault, SimulatedWorker worker)
    {
        switch (fault)
        {
            case NodeFault.Crashed:
                worker.Crash();
                break;
            case NodeFault.Restarted:
            case NodeFault.Joined:
                worker.Start();
                break;
            case NodeFault.Left:
                worker.Leave();
                break;
            case NodeFault.Slowed slowed:
                worker.Slow(slowed.Factor);
                break;
            case NodeFault.Wrong wrong:
                worker.ComputeWrongly(wrong);
                break;
            case NodeFault.Paused paused:
                worker.Pause(paused.Time);
                Detect(worker, () => worker.IsPaused);
                break;
        }
    }

    private void Apply(NetworkFault fault)
    {
        switch (fault)
        {
            case NetworkFault.Released released:
                _cluster.Network.Release(released.Name);
                break;
            case NetworkFault.Cut cut:
                Cut(cut.From, cut.To);
                break;
            case NetworkFault.Partitioned partitioned:
                Cut(partitioned.One, partitioned.Other);
                Cut(partitioned.Other, partitioned.One);
                break;
            case NetworkFault.Healed healed:
                _cluster.Network.SetCut(healed.One, healed.Other, isCut: false);
                _cluster.Network.SetCut(healed.Other, healed.One, isCut: false);
                break;
            case NetworkFault.LinkBroken broken:
                BreakLink(broken.One, broken.Other);
                break;
        }
    }

    private void Cut(string from, string to)
    {
        _cluster.Network.SetCut(from, to, isCut: true);
        if (from == Scenario.Coordinator)
            Detect(_cluster.Worker(to), () => _cluster.Network.IsCut(from, to));
        else if (to == Scenario.Coordinator)
            Detect(_cluster.Worker(from), () => _cluster.Network.IsCut(from, to));
    }

    /// <summary>After a while without a sign of life both sides take each other for lost.</summary>
    private void Detect(SimulatedWorker worker, Func<bool> isUnreachable)
    {
        if (_scenario.FailureDetection is not { } time)
            return;
        var session = worker.Session;
        _cluster.Time.After(time, () =>
        {
            if (session is null || worker.Session != session || !isUnreachable())
                return;
            _cluster.Network.BreakLink(Scenario.Coordinator, worker.Name);
            worker.LoseSession(WorkerExitReason.NodeUnreachable);
        });
    }

    private void BreakLink(string one, string other)
    {
        _cluster.Network.BreakLink(one, other);
        if (one == Scenario.Coordinator || other == Scenario.Coordinator)
        {
            _cluster.Worker(one == Scenario.Coordinator ? other : one).LoseSession(WorkerExitReason.Fault);
            return;
        }

        var (first, second) = (_cluster.Worker(one).Session, _cluster.Worker(other).Session);
        if (first is null || second is null)
            return;
        first.Peer.SetLink(second.Number, isOpen: false);
        second.Peer.SetLink(first.Number, isOpen: false);
    }
}
