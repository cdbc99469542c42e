using ActorNet.Coordination.Exchange;
using ActorNet.Protocol;
using ActorNet.TestKit.Scenarios;

namespace ActorNet.TestKit.Simulation;

/// <summary>What faults do to the nodes of a cluster, other than to single messages.</summary>
internal sealed class FaultEffects(Func<SimulatedCluster> find)
{
    private SimulatedCluster Cluster => find();

    private SimulatedCoordinator Coordinator => Cluster.Coordinator;

    /// <returns>Whether it changed anything.</returns>
    public bool Apply(Fault fault) => fault switch
    {
        NodeFault { Node: Scenario.Coordinator } node => ApplyToCoordinator(node),
        NodeFault node => Apply(node, Cluster.Worker(node.Node)),
        NetworkFault network => Apply(network),
        CoordinatorFault coordinator => Apply(coordinator),
        _ => throw new InvalidOperationException($"{fault} is no fault of a node."),
    };

    private bool Apply(CoordinatorFault fault)
    {
        switch (fault)
        {
            case CoordinatorFault.TakenOver taken:
                var wasUp = Coordinator.IsUp;
                Coordinator.Stop();
                Cluster.Time.After(taken.After, TakeOver);
                return wasUp;
            case CoordinatorFault.DiskFilled filled:
                Coordinator.Disk.Fill(filled.Time);
                return true;
            case CoordinatorFault.WriteTorn:
                return Coordinator.Disk.Tear();
            default:
                Cluster.Time.Jump(((CoordinatorFault.ClockJumped)fault).By);
                return true;
        }
    }

    /// <summary>A standby, which may lack the newest checkpoint, continues, unless another coordinator does already.</summary>
    private void TakeOver()
    {
        if (!Coordinator.IsUp)
            Coordinator.Start(Coordinator.Disk.ReadNewest(missing: Cluster.Chances.Next(2)), isTakeover: true);
    }

    private bool ApplyToCoordinator(NodeFault fault)
    {
        var wasUp = Coordinator.IsUp;
        if (fault is NodeFault.Paused paused)
        {
            Coordinator.Pause(paused.Time);
            return wasUp;
        }

        Coordinator.Stop();
        if (fault is not NodeFault.Restarted)
            return wasUp;
        Coordinator.Start(Coordinator.Disk.ReadNewest());
        return true;
    }

    private bool Apply(NodeFault fault, SimulatedWorker worker)
    {
        var wasUp = worker.IsUp;
        switch (fault)
        {
            case NodeFault.Crashed:
                worker.Crash();
                return wasUp;
            case NodeFault.Joined when wasUp:
                return false;
            case NodeFault.Restarted:
            case NodeFault.Joined:
                worker.Start();
                return true;
            case NodeFault.Left:
                worker.Leave();
                return wasUp;
            case NodeFault.Slowed slowed:
                worker.Slow(slowed.Factor);
                return wasUp;
            case NodeFault.Paused paused:
                worker.Pause(paused.Time);
                Detect(worker, () => worker.IsPaused);
                return wasUp;
            default:
                var wrong = (NodeFault.Wrong)fault;
                worker.ComputeWrongly(wrong);
                return wasUp && (!wrong.IsInAdding || Cluster.Scenario.Topology != Topology.Star);
        }
    }

    private bool Apply(NetworkFault fault)
    {
        switch (fault)
        {
            case NetworkFault.Released released:
                return Cluster.Network.Release(released.Name);
            case NetworkFault.Cut cut:
                Cut(cut.From, cut.To);
                return true;
            case NetworkFault.Partitioned partitioned:
                Cut(partitioned.One, partitioned.Other);
                Cut(partitioned.Other, partitioned.One);
                return true;
            case NetworkFault.Healed healed:
                return Cluster.Network.Heal(healed.One, healed.Other) | Cluster.Network.Heal(healed.Other, healed.One);
            default:
                var broken = (NetworkFault.LinkBroken)fault;
                return BreakLink(broken.One, broken.Other);
        }
    }

    private void Cut(string from, string to)
    {
        Cluster.Network.Cut(from, to);
        var worker = from == Scenario.Coordinator ? to : to == Scenario.Coordinator ? from : null;
        if (worker is not null)
            Detect(Cluster.Worker(worker), () => Cluster.Network.IsCut(from, to));
    }

    /// <summary>After a while without a sign of life both sides take each other for lost.</summary>
    private void Detect(SimulatedWorker worker, Func<bool> isUnreachable)
    {
        if (Cluster.Scenario.FailureDetection is not { } time || worker.Session is not { } session)
            return;
        Cluster.Time.After(time, () =>
        {
            if (isUnreachable())
                worker.LoseSession(session, WorkerExitReason.NodeUnreachable);
        });
    }

    private bool BreakLink(string one, string other)
    {
        if (one == Scenario.Coordinator || other == Scenario.Coordinator)
        {
            var worker = Cluster.Worker(one == Scenario.Coordinator ? other : one);
            if (worker.Session is not { } session)
                return false;
            worker.LoseSession(session, WorkerExitReason.Fault);
            return true;
        }

        if (Cluster.Worker(one).Session is not { } first || Cluster.Worker(other).Session is not { } second)
            return false;
        if (!first.Peer.HasLinkTo(second.Number))
            return false;
        Cluster.Network.BreakLinks(one, other);
        first.Peer.SetLink(second.Number, isOpen: false);
        second.Peer.SetLink(first.Number, isOpen: false);
        return true;
    }
}
