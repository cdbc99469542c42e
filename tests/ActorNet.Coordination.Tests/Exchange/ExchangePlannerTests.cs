using ActorNet.Coordination.Exchange;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;

namespace ActorNet.Coordination.Tests.Exchange;

/// <summary>When workers exchange: by topology and size, and after failures.</summary>
public class ExchangePlannerTests
{
    private static readonly int[] Team = [10, 11];
    private static readonly int[] Ends = [2, 5];

    /// <summary>255-256 has 65,536 parameters, 255-255 fewer.</summary>
    [Theory]
    [InlineData(Topology.Sharded, "2-3-2", true)]
    [InlineData(Topology.Auto, "255-256", true)]
    [InlineData(Topology.Auto, "255-255", false)]
    [InlineData(Topology.Star, "255-256", false)]
    public void Workers_are_connected_for_large_networks_or_if_it_is_asked_for(Topology topology, string network, bool isEnabled) =>
        Assert.Equal(isEnabled, new ExchangePlanner(NetworkSpec.Parse(network), topology).IsEnabled);

    /// <summary>999-1000 has a million parameters.</summary>
    [Theory]
    [InlineData(Topology.Sharded, "2-3-2", true)]
    [InlineData(Topology.Auto, "999-1000", true)]
    [InlineData(Topology.Auto, "999-999", false)]
    public void Exchange_is_begun_if_it_spares_the_coordinator_a_million_numbers_or_is_asked_for(Topology topology, string network, bool begins) =>
        Assert.Equal(begins, Begins(new ExchangePlanner(NetworkSpec.Parse(network), topology)));

    [Fact]
    public void Exchange_needs_two_workers_with_a_share()
    {
        var planner = new ExchangePlanner(NetworkSpec.Parse("2-3-2"), Topology.Sharded);
        Assert.Null(planner.TryBegin([10], 1, [5], 5, isAudited: false));
        Assert.Null(planner.TryBegin(Team, 2, [0, 5], 5, isAudited: false));
    }

    [Fact]
    public void Planner_pauses_for_twice_as_many_steps_after_each_failure_until_an_exchange_succeeds()
    {
        var planner = new ExchangePlanner(NetworkSpec.Parse("2-3-2"), Topology.Sharded);
        Assert.Equal(0, StepsUntilNext());
        planner.RecordFailure();
        Assert.Equal(1, StepsUntilNext());
        planner.RecordFailure();
        Assert.Equal(3, StepsUntilNext());
        for (var i = 0; i < 20; i++)
            planner.RecordFailure();
        Assert.Equal(255, StepsUntilNext());
        planner.RecordSuccess(planner.TryBegin(Team, 2, Ends, 5, isAudited: false)!);
        Assert.Equal(0, StepsUntilNext());

        int StepsUntilNext()
        {
            var steps = 0;
            for (; !Begins(planner); steps++)
                Assert.InRange(steps, 0, 1000);
            return steps;
        }
    }

    [Fact]
    public void Members_are_found_by_worker_and_by_slices()
    {
        var plan = new ExchangePlanner(NetworkSpec.Parse("2-3-2"), Topology.Sharded).TryBegin(Team, 2, Ends, 5, isAudited: false)!.Plan;
        Assert.Equal([0, 1, -1], new[] { 10, 11, 12 }.Select(plan.IndexOf));
        Assert.Equal([0, 1, -1], new[] { new SliceRange(0, 2), new SliceRange(2, 3), new SliceRange(0, 5) }.Select(plan.IndexOf));
    }

    private static bool Begins(ExchangePlanner planner) => planner.TryBegin(Team, 2, Ends, 5, isAudited: false) is not null;
}
