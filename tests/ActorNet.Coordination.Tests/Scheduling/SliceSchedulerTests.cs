using ActorNet.Coordination.Scheduling;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Numerics;
using ActorNet.Learning.Optimizers;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Tests.Scheduling;

public class SliceSchedulerTests
{
    private static readonly RoundId Id = new("run", 1, RoundKind.Gradient, 7);
    private static readonly RoundId Next = Id with { Step = 8 };
    private readonly SliceScheduler _scheduler = new(new StragglerTimeouts());
    private static readonly ParameterSnapshot Parameters = new([]);
    private Assignment[] _decided = []; // by the last call
    private IReadOnlyList<(int Worker, TimeSpan Waited)> _timedOut = [];
    private TimeSpan _now;

    [Fact]
    public void Every_slice_is_assigned_once_and_evenly()
    {
        for (var workers = 1; workers < 12; workers++)
        {
            _scheduler.AddWorker(workers, _now);
            for (var slices = 1; slices < 40; slices++)
            {
                var assignments = Begin(Id with { Step = slices }, slices);
                Assert.Equal(Enumerable.Range(0, slices), Covered(assignments));
                Assert.InRange(assignments.Max(a => a.Slices.Count) - assignments.Min(a => a.Slices.Count), 0, 1);
                Assert.All(assignments, a => Assert.True(Answer(a, Id with { Step = slices })));
            }
        }
    }

    [Fact]
    public void Round_is_complete_when_every_slice_is_answered()
    {
        var assignments = Begin(workers: 2, slices: 5);
        Assert.False(_scheduler.IsComplete);
        Assert.True(Answer(assignments[1]));
        Assert.False(_scheduler.IsComplete);
        Assert.True(Answer(assignments[0]));
        Assert.True(_scheduler.IsComplete);
    }

    [Fact]
    public void Late_gradient_is_ignored_and_counted()
    {
        var assignments = Begin(workers: 2, slices: 4);
        Assert.True(Answer(assignments[0]));
        Assert.False(Answer(assignments[0]));
        var second = assignments[1];
        Assert.False(Answer(second, Id with { Step = 6 }));
        Assert.False(Answer(second, Id with { Incarnation = 0 }));
        Assert.False(Answer(second, Id with { Kind = RoundKind.Test }));
        Assert.False(Answer(second, Id with { RunId = "other" }));
        Assert.False(Answer(second with { Worker = -1 }));
        Assert.False(Answer(second with { Slices = new SliceRange(2, 1) }));
        Assert.Equal(7, _scheduler.Counters.Stale);
        Assert.False(_scheduler.IsComplete);
    }

    [Fact]
    public void Slices_of_a_lost_worker_are_reassigned()
    {
        var before = Begin(workers: 3, slices: 9);
        Assert.True(Answer(before[0]));
        _decided = _scheduler.RemoveWorker(1, _now);
        Assert.All(_decided, a => Assert.NotEqual(1, a.Worker));
        Assert.Equal(Covered([before[1]]), Covered(_decided));
        Assert.Equal(1, _scheduler.Counters.Reassigned);
        Assert.False(Answer(before[1]));
    }

    [Fact]
    public void Joining_worker_gets_work_from_the_next_round_on()
    {
        var assignments = Begin(workers: 1, slices: 4);
        _decided = _scheduler.AddWorker(7, _now);
        Assert.Empty(_decided);
        Answer(assignments[0]);
        Assert.Equal([0, 7], Begin(Next, 4).Select(a => a.Worker));
    }

    [Fact]
    public void Pending_slices_are_assigned_at_once_to_a_joining_worker()
    {
        Begin(workers: 1, slices: 4);
        _decided = _scheduler.RemoveWorker(0, _now);
        Assert.Empty(_decided);
        Assert.False(_scheduler.IsComplete);
        _decided = _scheduler.AddWorker(1, _now);
        Assert.Equal([new Assignment(1, new SliceRange(0, 4))], _decided);
        Assert.True(Answer(_decided[0]));
        Assert.True(_scheduler.IsComplete);
    }

    [Fact]
    public void Round_without_workers_waits_for_one()
    {
        Assert.Empty(Begin(workers: 0, slices: 3));
        Assert.False(_scheduler.IsComplete);
        _decided = _scheduler.AddWorker(4, _now);
        Assert.Equal([new Assignment(4, new SliceRange(0, 3))], _decided);
    }

    [Fact]
    public void Slices_of_a_straggler_are_speculated_and_the_first_answer_counts()
    {
        var assignments = BeginLate(out var late);
        Assert.Equal([new Assignment(assignments[1].Worker, late.Slices, IsRedundant: true)], _decided);
        Assert.Equal(1, _scheduler.Counters.Speculated);
        Check(_now);
        Assert.Empty(_decided);

        Assert.True(Answer(late));
        Assert.True(_scheduler.IsComplete);
        Assert.False(Answer(late with { Worker = 1 }));
        Assert.Equal((0L, 1L), (_scheduler.Counters.Stale, _scheduler.Counters.Duplicate));
    }

    [Fact]
    public void Slices_are_not_speculated_without_an_idle_worker()
    {
        Begin(workers: 2, slices: 4);
        for (var i = 0; i < 100; i++)
            Check(_now + TimeSpan.FromMilliseconds(20));
        Assert.Empty(_decided);
    }

    [Fact]
    public void Unknown_worker_gets_a_longer_timeout()
    {
        var assignments = Begin(workers: 2, slices: 4);
        Answer(assignments[1]);
        Check(TimeSpan.FromSeconds(0.99));
        Assert.Empty(_decided);
        Check(TimeSpan.FromSeconds(1.01));
        Assert.Equal([new Assignment(1, assignments[0].Slices, IsRedundant: true)], _decided);
        Answer(_decided[0]);
        Assert.InRange(CheckUntil(TimeSpan.FromMinutes(3)), 120, 121);
    }

    [Fact]
    public void Straggler_gets_no_work_until_it_has_answered()
    {
        BeginLate(out var late);
        Answer(_decided[0]);
        Assert.True(_scheduler.IsComplete);
        var next = Begin(Next, 4);
        Assert.Equal([new Assignment(1, new SliceRange(0, 4))], next);
        Assert.False(Answer(late));
        Assert.Equal(1, _scheduler.Counters.Stale);
        Assert.True(Answer(next[0], Next));
        Assert.Equal([0, 1], Begin(Id with { Step = 9 }, 4).Select(a => a.Worker));
    }

    [Fact]
    public void Straggler_gets_no_reassigned_slices_until_it_has_answered()
    {
        BeginLate(out var late);
        Answer(_decided[0]);
        Begin(Next, 4);
        _decided = _scheduler.RemoveWorker(1, _now);
        Assert.Empty(_decided);
        Answer(late);
        Assert.Equal([new Assignment(0, new SliceRange(0, 4))], _decided);
    }

    [Fact]
    public void Audit_with_a_straggler_is_abandoned_and_repeated_in_the_next_step()
    {
        var round = new SliceScheduler(new StragglerTimeouts(), auditEverySteps: 256);
        foreach (var worker in new[] { 0, 1, 2 })
            round.AddWorker(worker, default);
        var asked = round.Begin(Id, 6, Parameters, default);
        Assert.Equal(new Assignment(1, asked[0].Slices, IsRedundant: true), asked[3]);
        foreach (var (worker, slices, _) in asked.Take(3))
            round.Accept(Id, worker, slices, default, default);
        round.CheckDeadlines(TimeSpan.FromSeconds(0.04));
        Assert.False(round.IsComplete);
        round.CheckDeadlines(TimeSpan.FromSeconds(0.06));
        Assert.True(round.IsComplete);

        asked = round.Begin(Next, 6, Parameters, default);
        Assert.Equal(new Assignment(2, asked[0].Slices, IsRedundant: true), asked[^1]);
        Assert.Equal(0, asked[0].Worker);
        Assert.Equal(2, round.Counters.Audited);
    }

    [Fact]
    public void Straggler_gets_no_work_after_its_timer_restarted()
    {
        BeginLate(out _);
        Answer(_decided[0]);
        Begin(Next, 4);
        Check(_now + TimeSpan.FromHours(1)); // the coordinator was paused: all timers restart
        _decided = _scheduler.RemoveWorker(1, _now);
        Assert.Empty(_decided);
    }

    [Fact]
    public void Straggler_is_backed_up_by_one_idle_worker_at_a_time()
    {
        _scheduler.AddWorker(2, _now);
        var assignments = Begin(workers: 2, slices: 6);
        Answer(assignments[0]);
        Answer(assignments[1]);
        Check(TimeSpan.FromSeconds(0.5));
        Check(TimeSpan.FromSeconds(1.01));
        Assert.Single(_decided);
        Check(TimeSpan.FromSeconds(1.03));
        Assert.Empty(_decided);
        Assert.Equal(1, _scheduler.Counters.Speculated);
    }

    [Fact]
    public void Speculated_slices_of_a_lost_worker_are_not_reassigned()
    {
        BeginLate(out _);
        _scheduler.AddWorker(2, _now);
        _decided = _scheduler.RemoveWorker(0, _now);
        Assert.Empty(_decided);
        Assert.Equal(0, _scheduler.Counters.Reassigned);
    }

    [Fact]
    public void Worker_that_does_not_answer_times_out()
    {
        BeginLate(out _);
        Assert.InRange(CheckUntil(TimeSpan.FromSeconds(6)), 5.0, 5.1);
        Assert.Equal(0, _timedOut[0].Worker);
    }

    [Fact]
    public void Timeout_grows_with_the_expected_time()
    {
        _scheduler.AddWorker(0, _now);
        for (var step = 0; step < 10; step++)
        {
            var round = Id with { Step = step };
            var asked = Begin(round, 4)[0];
            _now += TimeSpan.FromSeconds(2);
            _scheduler.Accept(round, 0, asked.Slices, TimeSpan.FromSeconds(2), _now);
        }

        Begin(Id with { Step = 10 }, 4);
        Assert.InRange(CheckUntil(_now + TimeSpan.FromSeconds(50)), 39.0, 41.0);
    }

    [Fact]
    public void Paused_coordinator_restarts_all_timers()
    {
        BeginLate(out _);
        var after = _now + TimeSpan.FromHours(1);
        Check(after);
        Assert.Empty(_timedOut);
        CheckUntil(after + TimeSpan.FromSeconds(6));
        Assert.InRange((_now - after).TotalSeconds, 5.0, 5.1);
    }

    [Fact]
    public void Infinite_timeout_speculates_and_never_drops()
    {
        var round = new SliceScheduler(StragglerTimeouts.Infinite);
        round.AddWorker(0, default);
        round.AddWorker(1, default);
        round.Accept(Id, 1, round.Begin(Id, 4, Parameters, default)[1].Slices, default, default);
        for (var now = TimeSpan.Zero; now < TimeSpan.FromHours(1); now += TimeSpan.FromSeconds(0.5))
            Assert.Empty(round.CheckDeadlines(now).TimedOut);

        Assert.Equal(1, round.Counters.Speculated);
    }

    [Fact]
    public void Shares_follow_measured_speed_in_steps_and_in_evaluations()
    {
        _scheduler.AddWorker(0, _now);
        _scheduler.AddWorker(1, _now);
        for (var step = 0; step < 20; step++)
        {
            var round = Id with { Step = step };
            foreach (var (worker, slices, _) in Begin(round, 40))
                _scheduler.Accept(round, worker, slices, slices.Count * TimeSpan.FromMilliseconds(worker == 0 ? 3 : 1), _now += TimeSpan.FromSeconds(0.2));
        }

        Assert.Equal(new SliceRange(0, 10), Begin(Id with { Step = 20, Kind = RoundKind.Test }, 40)[0].Slices);
    }

    [Fact]
    public void Steady_round_allocates_only_what_it_returns()
    {
        for (var worker = 0; worker < 3; worker++)
            _scheduler.AddWorker(worker, _now);
        Steps(1000);
        var returned = Enumerable.Range(0, 5).Min(_ => Allocated(() => GC.KeepAlive(new Assignment[3])));
        Assert.Equal(1000 * returned, Enumerable.Range(0, 5).Min(_ => Allocated(() => Steps(1000))));

        void Steps(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var id = Id with { Step = i };
                var assignments = _scheduler.Begin(id, 32, Parameters, _now);
                var (first, second, third) = (assignments[0], assignments[1], assignments[2]);
                _now += TimeSpan.FromMilliseconds(1);
                _scheduler.CheckDeadlines(_now);
                _scheduler.Accept(id, second.Worker, second.Slices, TimeSpan.FromMilliseconds(0.5), _now);
                _scheduler.Accept(id, first.Worker, first.Slices, TimeSpan.FromMilliseconds(0.9), _now);
                _scheduler.Accept(id, third.Worker, third.Slices, TimeSpan.FromMilliseconds(0.9), _now);
            }
        }
    }

    /// <summary>
    /// Thousands of random histories of answers, duplicates and losses: every round ends, and each slice counts exactly once.
    /// </summary>
    [Fact]
    public void Any_history_of_answers_and_losses_counts_every_slice_once()
    {
        for (uint history = 0; history < 5000; history++)
        {
            var random = new SeededRandom(11, RandomPurpose.Generation, history);
            var round = new SliceScheduler(new StragglerTimeouts());
            var slices = 1 + random.NextInt(20);
            var workers = Enumerable.Range(0, 1 + random.NextInt(5)).ToList();
            workers.ForEach(worker => round.AddWorker(worker, default));
            var counted = new int[slices];
            var open = round.Begin(Id, slices, Parameters, default).ToList();
            for (var events = 0; !round.IsComplete; events++)
            {
                Assert.True(events < 1000, $"History {history} does not end.");
                if (workers.Count > 1 && random.NextInt(6) == 0)
                {
                    var lost = workers[random.NextInt(workers.Count)];
                    workers.Remove(lost);
                    open.AddRange(round.RemoveWorker(lost, default));
                    continue;
                }

                var answer = open[random.NextInt(open.Count)];
                if (round.Accept(Id, answer.Worker, answer.Slices, default, default).Status == AnswerStatus.Accepted)
                    foreach (var slice in Covered([answer]))
                        counted[slice]++;
            }

            Assert.All(counted, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Requests_retain_their_parameters_until_they_are_answered()
    {
        var (parameters, later) = (new ParameterSnapshot([]), new ParameterSnapshot([]));
        _scheduler.AddWorker(0, _now);
        _scheduler.AddWorker(1, _now);
        var assignments = _scheduler.Begin(Id, 4, parameters, _now);
        Answer(assignments[0]);
        Assert.True(parameters.HasReaders);
        _scheduler.Begin(Next, 4, later, _now); // while the other worker still computes
        Assert.True(parameters.HasReaders && later.HasReaders);
        Answer(assignments[1]);
        Assert.False(parameters.HasReaders);
        Answer(new Assignment(0, new SliceRange(0, 4)), Next);
        Assert.False(later.HasReaders);
    }

    [Fact]
    public void Parameters_of_a_lost_worker_are_never_released()
    {
        var parameters = new ParameterSnapshot([]);
        _scheduler.AddWorker(0, _now);
        _scheduler.AddWorker(1, _now);
        var assignments = _scheduler.Begin(Id, 4, parameters, _now);
        Answer(_scheduler.RemoveWorker(0, _now)[0]);
        Answer(assignments[1]);
        Assert.True(_scheduler.IsComplete && parameters.HasReaders);
    }

    /// <summary>As when a run rewinds: the same step begins again under the next incarnation.</summary>
    [Fact]
    public void Late_answers_to_an_abandoned_round_release_its_parameters_and_do_not_count()
    {
        var (abandoned, parameters) = (new ParameterSnapshot([]), new ParameterSnapshot([]));
        var again = Id with { Incarnation = 2 };
        _scheduler.AddWorker(0, _now);
        _scheduler.AddWorker(1, _now);
        var late = _scheduler.Begin(Id, 4, abandoned, _now);
        Answer(late[0]);
        _scheduler.Abandon();
        Assert.False(_scheduler.IsComplete);

        Assert.Equal([new Assignment(0, new SliceRange(0, 4))], _scheduler.Begin(again, 4, parameters, _now));
        Assert.False(Answer(late[1]));
        Assert.False(abandoned.HasReaders);
        Assert.True(parameters.HasReaders && !_scheduler.IsComplete);
        Assert.True(Answer(new Assignment(0, new SliceRange(0, 4)), again));
        Assert.True(_scheduler.IsComplete && !parameters.HasReaders);
    }

    /// <summary>A round of two workers of known speed, of which the first is late and the second has answered.</summary>
    private Assignment[] BeginLate(out Assignment late)
    {
        foreach (var assignment in Begin(workers: 2, slices: 4))
            Answer(assignment);
        var assignments = Begin(Id, 4);
        late = assignments[0];
        Answer(assignments[1]);
        Check(TimeSpan.FromMilliseconds(50));
        Assert.Empty(_decided);
        Check(TimeSpan.FromMilliseconds(51));
        return assignments;
    }

    private Assignment[] Begin(int workers, int slices)
    {
        for (var worker = 0; worker < workers; worker++)
            _scheduler.AddWorker(worker, _now);
        return Begin(Id, slices);
    }

    private Assignment[] Begin(RoundId id, int slices) => _scheduler.Begin(id, slices, Parameters, _now);

    private bool Answer(Assignment assignment, RoundId? id = null)
    {
        (var status, _decided) = _scheduler.Accept(
            id ?? Id, assignment.Worker, assignment.Slices, assignment.Slices.Count * TimeSpan.FromMilliseconds(1), _now);
        return status == AnswerStatus.Accepted;
    }

    private void Check(TimeSpan now) => (_decided, _timedOut) = _scheduler.CheckDeadlines(_now = now);

    /// <summary>Checks every 20 ms until a worker times out, and returns the seconds since its request.</summary>
    private double CheckUntil(TimeSpan end)
    {
        while (_now < end && _timedOut.Count == 0)
            Check(_now + TimeSpan.FromMilliseconds(20));
        Assert.NotEmpty(_timedOut);
        return _timedOut[0].Waited.TotalSeconds;
    }

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static IEnumerable<int> Covered(IEnumerable<Assignment> assignments) =>
        assignments.SelectMany(a => Enumerable.Range(a.Slices.First, a.Slices.Count)).Order();
}
