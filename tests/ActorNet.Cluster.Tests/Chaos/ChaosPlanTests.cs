using ActorNet.Chaos.Plan;

namespace ActorNet.Cluster.Tests.Chaos;

/// <summary>What the chaos program draws: the same from the same seed, and nothing that cannot be done.</summary>
public sealed class ChaosPlanTests
{
    private const int Draws = 500;

    private static readonly RoundKind[] Kinds = Enum.GetValues<RoundKind>();
    private static readonly Abilities All = new(CanFillDisks: true, CanCutNetworks: true);

    [Fact]
    public void Round_is_a_function_of_its_seed()
    {
        for (var seed = 0ul; seed < Draws; seed++)
            Assert.Equivalent(ChaosPlan.Draw(seed, Kinds, All), ChaosPlan.Draw(seed, Kinds, All), strict: true);
        Assert.Equal(Draws, Enumerable.Range(1, Draws).Select(round => ChaosPlan.SeedOf(1, round)).Distinct().Count());
    }

    [Fact]
    public void Everything_that_can_happen_does()
    {
        var plans = Plans(All);
        Assert.Equal(Kinds, plans.Select(plan => plan.Kind).Distinct().Order());
        Assert.Equal(Enum.GetValues<MisfortuneKind>(), plans.SelectMany(plan => plan.Misfortunes).Select(misfortune => misfortune.Kind).Distinct().Order());
        Assert.Equal(Training.All.Count, plans.Select(plan => plan.Training).Distinct().Count());
    }

    [Fact]
    public void Misfortunes_come_in_order_while_the_run_is_under_way_and_to_workers_there_are()
    {
        foreach (var plan in Plans(All))
        {
            Assert.NotEmpty(plan.Misfortunes);
            Assert.Equal(plan.Misfortunes.Select(misfortune => misfortune.At).Order(), plan.Misfortunes.Select(misfortune => misfortune.At));
            foreach (var misfortune in plan.Misfortunes)
            {
                Assert.InRange(misfortune.At, 0.01, 0.9);
                Assert.InRange(misfortune.Target, 0, plan.Workers - 1);
            }
        }
    }

    [Fact]
    public void What_cannot_be_done_here_is_not_drawn()
    {
        Assert.DoesNotContain(
            Plans(new Abilities(CanFillDisks: false, CanCutNetworks: false)).SelectMany(plan => plan.Misfortunes),
            misfortune => misfortune.Kind is MisfortuneKind.FillDisk or MisfortuneKind.FillDiskAndKillTrainer or MisfortuneKind.CutWorker or MisfortuneKind.CutTrainer);
        Assert.DoesNotContain(
            Plans(All).Where(plan => plan.Kind == RoundKind.Alone).SelectMany(plan => plan.Misfortunes),
            misfortune => misfortune.Kind is MisfortuneKind.KillWorker or MisfortuneKind.CutWorker or MisfortuneKind.CutTrainer);
    }

    private static List<ChaosPlan> Plans(Abilities abilities) => [.. Enumerable.Range(0, Draws).Select(seed => ChaosPlan.Draw((ulong)seed, Kinds, abilities))];
}
