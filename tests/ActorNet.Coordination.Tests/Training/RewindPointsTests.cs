using ActorNet.Coordination.Training;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Testing;

namespace ActorNet.Coordination.Tests.Training;

public class RewindPointsTests
{
    private readonly Dataset _data = SmallData.Blobs(train: 64);
    private readonly TrainingSpec _spec = SmallData.Spec(batch: 32, epochs: 6);
    private readonly TrainingSession _session;
    private readonly TrainingLoop _loop;
    private readonly RewindPoints _points = new();

    public RewindPointsTests()
    {
        _session = new TrainingSession(_spec, _data);
        var settings = new CoordinatorSettings(_spec, _data, _session, new TrainerOptions(), _ => { }, _ => { }, _ => { });
        _loop = new TrainingLoop(settings, new ProgressReporter(settings, _session, new WorkerRoster()));
    }

    [Fact]
    public void Workers_that_join_at_the_same_step_share_a_state()
    {
        _points.Add("1", _loop);
        _points.Add("2", _loop);
        Step();
        _points.Add("3", _loop);
        Assert.Equal(2, _points.States.Count);
        Assert.Equal([0L, 0, 1], new[] { "1", "2", "3" }.Select(worker => _points.Before([worker]).State.Step));
        Assert.Equal(0, _points.Before(["3", "2"]).State.Step);
    }

    [Fact]
    public void Rewind_replaces_later_points_and_keeps_earlier_ones()
    {
        foreach (var worker in new[] { "1", "2", "3" })
        {
            _points.Add(worker, _loop);
            if (worker != "3")
                Step();
        }

        var point = _points.Before(["2"]);
        _points.RecordRewind(point);
        Assert.Equal([0L, 1, 1], new[] { "1", "2", "3" }.Select(worker => _points.Before([worker]).State.Step));
        Assert.Same(point, _points.Before(["3"]));
    }

    [Fact]
    public void Worker_that_comes_back_keeps_its_earlier_point()
    {
        _points.Add("1", _loop);
        Step();
        _points.Add("1", _loop);
        Assert.Equal(0, _points.Before(["1"]).State.Step);
    }

    [Fact]
    public void Dropped_states_are_replaced_by_earlier_ones()
    {
        var joined = new Dictionary<string, long>();
        for (var i = 0; i < 12; i++)
        {
            var worker = $"{i}";
            joined[worker] = _loop.Step;
            _points.Add(worker, _loop);
            Assert.Equal(Math.Min(i + 1, RewindPoints.MaxStates), _points.States.Count);
            Step();
        }

        Assert.All(joined, pair => Assert.InRange(_points.Before([pair.Key]).State.Step, 0, pair.Value));
        Assert.Equal(0, _points.States[0].State.Step);
        Assert.True(_points.Before(["11"]).State.Step > 0, "the latest worker has no state but the first");
    }

    [Fact]
    public void Evaluation_that_is_due_comes_before_the_next_step()
    {
        Step();
        Assert.Equal(RoundKind.Test, Step());
        _loop.Begin(RoundKind.Test);
        _points.Add("1", _loop);
        var due = _points.Before(["1"]);
        Assert.Equal((2L, true), (due.State.Step, due.IsEvaluationDue));
        Assert.True(due.State.EpochLossSum > 0);
        Assert.Equal(RoundKind.Test, _loop.Rewind(due, "why"));

        _loop.Begin(RoundKind.Gradient);
        _points.Add("2", _loop);
        Assert.True(due.IsBefore(_points.Before(["2"])));
        Assert.False(_points.Before(["2"]).IsBefore(due));
        Assert.Same(due, _points.Before(["2", "1"]));
    }

    private RoundKind? Step()
    {
        var slices = _loop.Begin(RoundKind.Gradient);
        var part = new PartialGradient(_spec.Network.ParameterCount);
        new GradientComputer(_spec, _data.Train).Compute(_session.Parameters.Values, _session.Step, new SliceRange(0, slices), part);
        _loop.Add(part);
        return _loop.Complete();
    }
}
