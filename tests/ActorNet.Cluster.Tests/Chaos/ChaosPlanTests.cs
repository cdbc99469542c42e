using ActorNet.Chaos.Plan;

namespace ActorNet.Cluster.Tests.Chaos;

public sealed class ChaosPlanTests
{
    private const int Draws = 500;

    private static readonly Topology[] Topologies = Enum.GetValues<Topology>();
    private static readonly Capabilities All = new(CanFillDisks: true, CanPartitionNetworks: true);

    [Fact]
    public void Plan_is_a_function_of_its_seed()
    {
        for (var seed = 0ul; seed < Draws; seed++)
            Assert.Equivalent(ChaosPlan.Draw(seed, Topologies, All), ChaosPlan.Draw(seed, Topologies, All), strict: true);
        Assert.Equal(Draws, Enumerable.Range(1, Draws).Select(round => ChaosPlan.SeedOf(1, round)).Distinct().Count());
    }

    [Fact]
    public void Every_topology_fault_and_training_is_drawn()
    {
        var plans = Plans(All);
        Assert.Equal(Topologies, plans.Select(plan => plan.Topology).Distinct().Order());
        Assert.Equal(
            Enum.GetValues<FaultKind>(),
            plans.SelectMany(plan => plan.Faults).Select(fault => fault.Kind).Distinct().Order());
        Assert.Equal(Training.All.Count, plans.Select(plan => plan.Training).Distinct().Count());
    }

    [Fact]
    public void Faults_are_ordered_and_target_existing_workers_during_the_run()
    {
        foreach (var plan in Plans(All))
        {
            Assert.NotEmpty(plan.Faults);
            Assert.Equal(plan.Faults.Select(fault => fault.At).Order(), plan.Faults.Select(fault => fault.At));
            foreach (var fault in plan.Faults)
            {
                Assert.InRange(fault.At, 0.01, 0.9);
                Assert.InRange(fault.Target, 0, plan.Workers - 1);
            }
        }
    }

    [Fact]
    public void About_one_round_in_five_has_a_worker_that_lies()
    {
        var plans = Plans(All);
        var lying = plans.Where(plan => plan.Lie is not null).ToList();
        Assert.InRange(lying.Count, Draws / 5 - Draws / 20, Draws / 5 + Draws / 20);
        Assert.Equal(Enum.GetValues<LieKind>(), lying.Select(plan => plan.Lie!.Kind).Distinct().Order());
        Assert.All(lying, plan =>
        {
            Assert.NotEqual(Topology.Alone, plan.Topology);
            Assert.InRange(plan.Lie!.Worker, 0, plan.Workers - 1);
            Assert.True(plan.Lie.Kind == LieKind.Gradients || plan.IsSharded, "only exchanges have sums");
            Assert.Equal(plan.Workers, plan.MinWorkers);
        });
    }

    [Fact]
    public void Unsupported_faults_are_not_drawn()
    {
        Assert.DoesNotContain(
            Plans(new Capabilities(CanFillDisks: false, CanPartitionNetworks: false)).SelectMany(plan => plan.Faults),
            fault => fault.Kind is FaultKind.FillDisk or FaultKind.FillDiskAndKillTrainer or FaultKind.PartitionWorker
                or FaultKind.PartitionTrainer);
        Assert.DoesNotContain(
            Plans(All).Where(plan => plan.Topology == Topology.Alone).SelectMany(plan => plan.Faults),
            fault => fault.Kind is FaultKind.KillWorker or FaultKind.PartitionWorker or FaultKind.PartitionTrainer);
    }

    private static List<ChaosPlan> Plans(Capabilities capabilities) =>
        [.. Enumerable.Range(0, Draws).Select(seed => ChaosPlan.Draw((ulong)seed, Topologies, capabilities))];
}
