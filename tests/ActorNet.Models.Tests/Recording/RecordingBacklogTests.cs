using ActorNet.Models.Recording;
using ActorNet.Protocol;
using ActorNet.Testing;
using static ActorNet.Testing.RecordedRuns;

namespace ActorNet.Models.Tests.Recording;

public class RecordingBacklogTests
{
    private readonly RecordingBacklog _backlog = new(state => state.Best is { } best ? 2 * best.Epoch : null);

    [Fact]
    public void Newest_and_best_checkpoints_are_pending()
    {
        foreach (var (step, best) in new[] { (1, 0), (2, 1), (3, 1), (4, 1), (5, 1) })
            _backlog.Add(State(step, bestEpoch: best > 0 ? best : null));
        Assert.Equal([2, 5], _backlog.Count().Checkpoints);

        _backlog.Add(State(6, bestEpoch: 3));
        Assert.Equal([6], _backlog.Count().Checkpoints);

        _backlog.Add(State(6, bestEpoch: 3));
        Assert.Equal([6], _backlog.Count().Checkpoints);
    }

    [Fact]
    public void Events_come_before_checkpoints_and_in_batches()
    {
        _backlog.Add(State(1));
        for (var step = 1; step <= 1500; step++)
            _backlog.Add(Steps(step));

        var taken = new List<TrainingEvent>();
        while (_backlog.Next() is ({ Count: > 0 } events, null))
        {
            Assert.InRange(events.Count, 1, 1000);
            taken.AddRange(events);
            _backlog.Remove(events);
        }

        Assert.Equal(Enumerable.Range(1, 1500).Select(Steps), taken);
        Assert.Equal(1, _backlog.Next()!.Value.Checkpoint!.Step);
    }

    [Fact]
    public void Rewind_starts_a_batch_and_discards_earlier_checkpoints()
    {
        _backlog.Add(Steps(1));
        _backlog.Add(State(2));
        _backlog.Add(Rewound(1));
        _backlog.Add(Rewound(0));
        _backlog.Add(Steps(1));
        _backlog.Add(State(1));

        var batches = new List<IReadOnlyList<TrainingEvent>>();
        while (_backlog.Next() is ({ Count: > 0 } events, _))
        {
            batches.Add(events);
            _backlog.Remove(events);
        }

        Assert.Equal([[Steps(1)], [Rewound(1)], [Rewound(0), Steps(1)]], batches);
        Assert.Equal([1], _backlog.Count().Checkpoints);
    }

    [Fact]
    public void Removing_a_replaced_checkpoint_keeps_its_replacement()
    {
        var (old, replacement) = (State(1), State(1));
        _backlog.Add(old);
        _backlog.Add(replacement);

        _backlog.Remove(old);

        Assert.Same(replacement, _backlog.Next()!.Value.Checkpoint);
        _backlog.Remove(replacement);
        Assert.Null(_backlog.Next());
    }
}
