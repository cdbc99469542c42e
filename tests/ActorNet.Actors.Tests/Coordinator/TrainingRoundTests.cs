using ActorNet.Actors.Coordinator;
using ActorNet.Learning.Numerics;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Actors.Tests.Coordinator;

public class TrainingRoundTests
{
    private static readonly RoundId Id = new("run", 1, RoundKind.Gradient, 7);
    private readonly TrainingRound _round = new();
    private readonly List<Assignment> _assignments = [];

    [Fact]
    public void Every_slice_is_assigned_once_and_as_evenly_as_slices_go()
    {
        for (var slices = 1; slices < 40; slices++)
            for (var workers = 1; workers < 12; workers++)
            {
                _round.Begin(Id, slices, [.. Enumerable.Range(0, workers)], _assignments);
                Assert.Equal(Enumerable.Range(0, slices), Covered(_assignments));
                Assert.InRange(_assignments.Max(a => a.Slices.Count) - _assignments.Min(a => a.Slices.Count), 0, 1);
            }
    }

    [Fact]
    public void Round_is_complete_when_every_slice_is_answered()
    {
        _round.Begin(Id, 5, [0, 1], _assignments);
        Assert.False(_round.IsComplete);
        Assert.True(Answer(_assignments[1]));
        Assert.False(_round.IsComplete);
        Assert.True(Answer(_assignments[0]));
        Assert.True(_round.IsComplete);
    }

    [Fact]
    public void Late_gradient_is_ignored_and_counted()
    {
        _round.Begin(Id, 4, [0, 1], _assignments);
        var first = _assignments[0];
        Assert.True(Answer(first));
        Assert.False(Answer(first));
        Assert.False(_round.Accept(Id with { Step = 6 }, 1, _assignments[1].Slices));
        Assert.False(_round.Accept(Id with { Incarnation = 0 }, 1, _assignments[1].Slices));
        Assert.False(_round.Accept(Id with { Kind = RoundKind.Test }, 1, _assignments[1].Slices));
        Assert.False(_round.Accept(Id with { RunId = "other" }, 1, _assignments[1].Slices));
        Assert.Equal(5, _round.StaleAnswers);
        Assert.False(_round.IsComplete);
    }

    [Fact]
    public void Lost_workers_slices_go_to_the_others()
    {
        _round.Begin(Id, 9, [0, 1, 2], _assignments);
        var before = _assignments.ToArray();
        Assert.True(Answer(before[0]));
        _round.Reassign(1, [0, 2], _assignments);
        Assert.All(_assignments, a => Assert.NotEqual(1, a.Worker));
        Assert.Equal(Covered([before[1]]), Covered(_assignments));
        Assert.False(Answer(before[1]));
    }

    /// <summary>
    /// Thousands of random histories of answers, duplicates and losses: every round ends, and each of its slices is
    /// counted exactly once.
    /// </summary>
    [Fact]
    public void Any_history_of_answers_and_losses_counts_every_slice_once()
    {
        for (uint history = 0; history < 5000; history++)
        {
            var random = new SeededRandom(11, RandomPurpose.Generation, history);
            var slices = 1 + random.NextInt(20);
            var workers = Enumerable.Range(0, 1 + random.NextInt(5)).ToList();
            var counted = new int[slices];
            _round.Begin(Id, slices, workers, _assignments);
            var open = _assignments.ToList();
            for (var events = 0; !_round.IsComplete; events++)
            {
                Assert.True(events < 1000, $"History {history} does not end.");
                if (workers.Count > 1 && random.NextInt(6) == 0)
                {
                    var lost = workers[random.NextInt(workers.Count)];
                    workers.Remove(lost);
                    _round.Reassign(lost, workers, _assignments);
                    open.AddRange(_assignments);
                    continue;
                }

                var answer = open[random.NextInt(open.Count)];
                if (Answer(answer))
                    foreach (var slice in Covered([answer]))
                        counted[slice]++;
            }

            Assert.All(counted, count => Assert.Equal(1, count));
        }
    }

    private bool Answer(Assignment assignment) => _round.Accept(Id, assignment.Worker, assignment.Slices);

    private static IEnumerable<int> Covered(IEnumerable<Assignment> assignments) =>
        assignments.SelectMany(a => Enumerable.Range(a.Slices.First, a.Slices.Count)).Order();
}
