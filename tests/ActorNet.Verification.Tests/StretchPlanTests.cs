namespace ActorNet.Verification.Tests;

public class StretchPlanTests
{
    private static readonly long[] Links = [0, 10, 20, 30, 40, 50];
    private static readonly KeptState Late = new("late", 40, null);
    private static readonly StretchPlan Plan = new(Links, [KeptState.Seed, Late]);

    [Fact]
    public void Without_a_bound_every_step_is_computed_once()
    {
        Assert.Equal([new Stretch(KeptState.Seed, 40), new Stretch(Late, 50)], Plan.Draw(long.MaxValue, 1));
        Assert.Equal((50, 50), (Plan.TotalSteps, Plan.ReachableSteps));
    }

    [Theory]
    [InlineData(9, 0)]
    [InlineData(10, 10)]
    [InlineData(19, 10)]
    [InlineData(45, 40)]
    [InlineData(50, 50)]
    public void Bound_is_kept_and_used(long maxSteps, long expected)
    {
        for (var seed = 0UL; seed < 50; seed++)
            Assert.Equal(expected, Plan.Draw(maxSteps, seed).Sum(stretch => stretch.Steps));
    }

    [Fact]
    public void Same_seed_draws_the_same_and_others_reach_every_interval()
    {
        Assert.Equal(Plan.Draw(30, 5), Plan.Draw(30, 5));
        Assert.Equal([10, 50], Ends(10));
        Assert.Equal([30, 40, 50], Ends(40));

        static IEnumerable<long> Ends(long maxSteps) => Enumerable.Range(0, 100)
            .SelectMany(seed => Plan.Draw(maxSteps, (ulong)seed)).Select(stretch => stretch.To).Distinct().Order();
    }

    [Fact]
    public void Steps_before_the_first_state_cannot_be_computed()
    {
        var plan = new StretchPlan(Links, [Late]);

        Assert.Equal((50, 10, 10), (plan.TotalSteps, plan.ReachableSteps, plan.MinSteps));
        Assert.Equal([new Stretch(Late, 50)], plan.Draw(long.MaxValue, 1));
    }

    [Fact]
    public void States_between_links_are_checked_too()
    {
        var between = new KeptState("between", 25, null);

        Assert.Equal(
            [new Stretch(KeptState.Seed, 25), new Stretch(between, 50)],
            new StretchPlan(Links, [KeptState.Seed, between]).Draw(long.MaxValue, 1));
    }

    [Fact]
    public void Default_is_a_tenth_and_at_least_one_interval()
    {
        Assert.Equal(10, Plan.DefaultSteps);
        Assert.Equal(100, new StretchPlan([.. Enumerable.Range(0, 101).Select(i => 10L * i)], [KeptState.Seed]).DefaultSteps);
        Assert.Equal((0, 0), (new StretchPlan([0], [KeptState.Seed]).DefaultSteps, new StretchPlan([], []).TotalSteps));
    }
}
