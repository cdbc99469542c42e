using ActorNet.Computing.Requests;
using ActorNet.Interleavings.Scheduling;
using ActorNet.Learning.Threading;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace ActorNet.Interleavings;

/// <summary>Random interleavings of what runs on real threads, and of the same with an operation that is broken.</summary>
public class TeamTests
{
    private const int Runs = 3000;

    [Fact]
    public void No_wake_up_is_lost() => Assert.Null(Scheduler.Explore(Runs, WaitAndAdvance));

    [Fact]
    public void Lost_wake_up_is_found() => Assert.Contains(
        "for ever", Scheduler.Explore(Runs, WaitAndAdvance, broken: "EventCount.Advance: Monitor.Enter"), StringComparison.Ordinal);

    [Fact]
    public void Every_item_is_claimed_once() => Assert.Null(Scheduler.Explore(Runs, ClaimItems));

    [Fact]
    public void Item_that_is_claimed_twice_is_found() => Assert.Contains(
        "claimed", Scheduler.Explore(Runs, ClaimItems, broken: "ItemClaims.TryClaim: Interlocked.Exchange"), StringComparison.Ordinal);

    [Fact]
    public void Team_runs_every_member_once_per_task() => Assert.Null(Scheduler.Explore(Runs, RunTeam));

    [Fact]
    public void Helper_never_works_on_a_step_that_is_over() => Assert.Null(Scheduler.Explore(Runs, HelpWithSteps));

    [Fact]
    public void Buffer_that_is_used_again_too_early_is_found() => Assert.Contains(
        "after the end", Scheduler.Explore(Runs, HelpWithSteps, broken: "StepHelp.End: Volatile.Read"), StringComparison.Ordinal);

    private static (Action[], Action) WaitAndAdvance()
    {
        var (first, second) = (new EventCount(spins: 0), new EventCount(spins: 1));
        return (
        [
            () =>
            {
                first.Advance();
                second.Await(2);
                first.Advance();
            },
            () =>
            {
                first.Await(1);
                second.Advance();
                first.Await(2);
            },
            () =>
            {
                second.Advance();
                first.Await(2);
            },
        ], () => Assert.Equal((2L, 2L), (first.Value, second.Value)));
    }

    private static (Action[], Action) ClaimItems()
    {
        const int Items = 5;
        const int Members = 3;
        var claims = new ItemClaims();
        claims.Begin(Items);
        var claimed = new int[Items];
        return (
        [
            .. Enumerable.Range(0, Members).Select(member => (Action)(() =>
            {
                var position = 0;
                while (claims.ClaimNext(0, Items, member, Members, ref position) is >= 0 and var item)
                    claimed[item]++;
            })),
        ], () => Assert.True(claimed.All(times => times == 1), $"The items were claimed {string.Join(", ", claimed)} times."));
    }

    private static (Action[], Action) RunTeam()
    {
        var task = new CountingTask(members: 3);
        return (
        [
            () =>
            {
                using var team = new ThreadTeam(3, "explored", spins: 0);
                for (var run = 0; run < 3; run++)
                    team.Run(task);
            },
        ], () => Assert.Equal([3, 3, 3], task.Done));
    }

    /// <summary>Two helpers come when they come; what a step works on is used again for the next.</summary>
    private static (Action[], Action) HelpWithSteps()
    {
        var help = new IdleWorkers.StepHelp();
        var steps = new Steps();
        Action helper = () =>
        {
            help.Join(ThreadTeam.CallerOnly, help);
            help.Join(ThreadTeam.CallerOnly, help);
        };
        return (
        [
            () =>
            {
                for (var step = 0; step < 3; step++)
                {
                    steps.Begin();
                    help.Begin(steps, parts: 2);
                    try
                    {
                        help.Join(ThreadTeam.CallerOnly, help);
                    }
                    finally
                    {
                        help.End();
                    }

                    steps.End();
                }
            },
            helper, helper,
        ], () => Assert.True(steps is { Ended: 3, Late: 0 }, $"{steps.Ended} steps ended, and {steps.Late} parts were worked on after the end of theirs."));
    }

    private sealed class CountingTask(int members) : ITeamTask
    {
        public int[] Done { get; } = new int[members];

        public void Run(int member, int members)
        {
            Operations.Point();
            Done[member]++;
        }
    }

    /// <summary>A buffer that members write to during a step, and nobody after it.</summary>
    private sealed class Steps : ITeamTask
    {
        private bool _isOpen;

        public int Ended { get; private set; }

        public int Late { get; private set; }

        public void Begin() => _isOpen = true;

        public void End()
        {
            _isOpen = false;
            Ended++;
        }

        public void Run(int member, int members)
        {
            for (var part = 0; part < 3; part++)
            {
                if (!_isOpen)
                    Late++;
                Operations.Point();
            }
        }
    }
}
