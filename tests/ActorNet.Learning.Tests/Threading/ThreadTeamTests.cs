using ActorNet.Learning.Threading;

namespace ActorNet.Learning.Tests.Threading;

public class ThreadTeamTests
{
    private const int NoSpins = 0; // no spins: every wait is a park

    /// <summary>The caller alone, as many members as processors, and more; with and without spins.</summary>
    public static TheoryData<int, int> Teams
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach (var members in new[] { 1, 2, 3, 5 })
                foreach (var spins in new[] { NoSpins, 1, EventCount.DefaultSpins })
                    data.Add(members, spins);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Teams))]
    public void Every_member_runs_once_with_its_number(int members, int spins) => WithTeam(members, spins, team =>
    {
        var task = new Recording(members);
        team.Run(task);
        Assert.Equal(Enumerable.Repeat(1, members), task.Runs);
        Assert.Same(Thread.CurrentThread, task.Threads[0]);
        Assert.Equal(members, task.Threads.Distinct().Count());
        Assert.All(task.Threads.Skip(1), thread => Assert.True(thread!.IsBackground));
    });

    /// <summary>Each member adds up what all wrote in the previous run: a single stale value changes every later sum.</summary>
    [Theory]
    [MemberData(nameof(Teams))]
    public void Back_to_back_runs_see_all_earlier_writes(int members, int spins) => WithTeam(members, spins, team =>
    {
        var task = new Chain(members);
        var expected = 1UL;
        for (var run = 0; run < 3_000; run++)
        {
            task.Seed = (ulong)run;
            team.Run(task);
            var seed = (ulong)run;
            expected = unchecked((ulong)members * 31 * expected + (ulong)members * seed);
            Assert.Equal(expected, task.Total);
            expected = task.Total;
        }
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Exception_of_the_lowest_member_is_rethrown_and_the_team_stays_usable(int members) => WithTeam(members, NoSpins, team =>
    {
        for (var failing = 0; failing < members; failing++)
        {
            var task = new Failing(failing, members);
            var error = Assert.Throws<InvalidTimeZoneException>(() => team.Run(task));
            Assert.Equal($"member {failing}", error.Message);
            Assert.Equal(members, task.Ended);
            Assert.Contains(nameof(Failing), error.StackTrace, StringComparison.Ordinal);

            var recording = new Recording(members);
            team.Run(recording);
            Assert.Equal(Enumerable.Repeat(1, members), recording.Runs);
        }
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Steady_runs_allocate_nothing(int members) => WithTeam(members, EventCount.DefaultSpins, team =>
    {
        var allocations = new TeamAllocations(team);
        Assert.Equal(0, allocations.MinOf(attempts: 5, () =>
        {
            for (var i = 0; i < 500; i++)
                team.Run(allocations);
        }));
    });

    [Fact]
    public void Idle_members_park_and_the_next_task_wakes_them() => WithTeam(3, EventCount.DefaultSpins, team =>
    {
        for (var round = 0; round < 20; round++)
        {
            Deadline.Await(() => team.ParkedMembers == 2, "both park");
            team.Run(new Recording(3));
        }
    });

    [Theory]
    [MemberData(nameof(Teams))]
    public void Dispose_ends_the_threads(int members, int spins) => Deadline.Run(() =>
    {
        var team = new ThreadTeam(members, "team", spins);
        team.Run(new Recording(members));
        Assert.Equal(members - 1, team.AliveThreads);
        team.Dispose();
        Assert.Equal(0, team.AliveThreads);
        team.Dispose();
        if (members > 1)
            Assert.Throws<ObjectDisposedException>(() => team.Run(new Recording(members)));
    });

    [Fact]
    public void Nested_run_is_rejected() => WithTeam(2, NoSpins, team =>
        Assert.Throws<InvalidOperationException>(() => team.Run(new Nested(team))));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Team_without_members_is_rejected(int members) => Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam(members));

    private static void WithTeam(int members, int spins, Action<ThreadTeam> test) => Deadline.Run(() =>
    {
        using var team = new ThreadTeam(members, "team", spins);
        Assert.Equal(members, team.Members);
        test(team);
    });

    private sealed class Recording(int members) : ITeamTask
    {
        public int[] Runs { get; } = new int[members];
        public Thread?[] Threads { get; } = new Thread?[members];

        public void Run(int member, int members)
        {
            Assert.Equal(Runs.Length, members);
            Interlocked.Increment(ref Runs[member]);
            Threads[member] = Thread.CurrentThread;
        }
    }

    private sealed class Chain(int members) : ITeamTask
    {
        private readonly ulong[] _own = [1, .. new ulong[members - 1]];
        private readonly ulong[] _next = new ulong[members];

        public ulong Seed { get; set; }

        /// <summary>Read by the caller after a run; also hands the written values to the next run.</summary>
        public ulong Total
        {
            get
            {
                _next.CopyTo(_own, 0);
                return _own.Aggregate((sum, value) => unchecked(sum + value));
            }
        }

        public void Run(int member, int members)
        {
            var sum = 0UL;
            foreach (var value in _own)
                sum = unchecked(sum + value);
            _next[member] = unchecked(31 * sum + Seed);
        }
    }

    /// <summary>All members from <paramref name="first"/> on fail.</summary>
    private sealed class Failing(int first, int members) : ITeamTask
    {
        private int _ended;

        public int Ended => _ended;

        public void Run(int member, int count)
        {
            Assert.Equal(members, count);
            Interlocked.Increment(ref _ended);
            if (member >= first)
                throw new InvalidTimeZoneException($"member {member}");
        }
    }

    private sealed class Nested(ThreadTeam team) : ITeamTask
    {
        public void Run(int member, int members)
        {
            if (member == 0)
                team.Run(this);
        }
    }
}
