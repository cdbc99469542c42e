using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Testing;

namespace ActorNet.Coordination.Tests.Training;

/// <summary>When checkpoints are due, and what is reported, in a run of 2 epochs of 3 steps in which no time passes.</summary>
public class TrainingLoopTests
{
    private readonly Dataset _data = SmallData.Blobs(train: 96);
    private readonly TrainingSpec _spec = SmallData.Spec(batch: 32);
    private readonly List<long> _checkpoints = [];
    private readonly List<TrainingEvent> _events = [];
    private readonly WorkerRoster _workers = new();
    private readonly TrainingSession _session;
    private readonly TrainingLoop _loop;
    private readonly ProgressReporter _reporter;

    public TrainingLoopTests()
    {
        _session = new TrainingSession(_spec, _data);
        var options = new TrainerOptions
        {
            Time = new StandingTime(), ReportEverySteps = 1, CheckpointEverySteps = 2, Checkpoint = state => _checkpoints.Add(state.Step),
        };
        var settings = new CoordinatorSettings(_spec, _data, _session, options, _events.Add, _ => { }, _ => { });
        _reporter = new ProgressReporter(settings, _session, _workers);
        _loop = new TrainingLoop(settings, _reporter);
        _workers.Add("ready", 1);
        _workers.TryAdvance(_workers.Add("admitted", 1), WorkerStage.Ready);
        _workers.TryAdvance(1, WorkerStage.Admitted);
    }

    [Fact]
    public void Checkpoints_come_every_so_many_steps_and_at_the_end_of_each_epoch()
    {
        for (var next = _loop.Next(); next is { } kind;)
            next = Complete(kind);
        Assert.Equal([2L, 3, 4, 6], _checkpoints);
    }

    [Fact]
    public void Run_that_is_interrupted_within_an_epoch_keeps_its_last_step()
    {
        Complete(RoundKind.Gradient);
        _loop.IsStopRequested = true;
        Assert.Equal(RoundKind.FinalTest, _loop.Next());
        Assert.Equal([1L], _checkpoints);
    }

    [Fact]
    public void Run_that_is_interrupted_at_the_end_of_an_epoch_has_its_checkpoint()
    {
        foreach (var kind in new[] { RoundKind.Gradient, RoundKind.Gradient, RoundKind.Gradient })
            Complete(kind);
        _loop.IsStopRequested = true;
        Assert.Null(Complete(RoundKind.Test));
        Assert.Equal([2L, 3], _checkpoints);
    }

    [Fact]
    public void Weights_are_hashed_at_the_start_and_not_when_a_run_is_resumed()
    {
        _reporter.ReportStarted();
        Assert.Equal(0, Assert.Single(_events.OfType<WeightsHashed>()).Step);
        Complete(RoundKind.Gradient);
        _events.Clear();
        _reporter.ReportStarted();
        Assert.Empty(_events.OfType<WeightsHashed>());
    }

    [Fact]
    public void Speed_is_0_and_not_infinite_where_no_time_has_passed()
    {
        Assert.Equal(0, Assert.Single(_reporter.Status("training", default).Workers).Share);
        _workers.RecordWork(1, 24, TimeSpan.FromSeconds(1));
        Complete(RoundKind.Gradient);
        var steps = Assert.Single(_events.OfType<StepsCompleted>());
        Assert.Equal((0, new WorkerProgress("admitted", 24, 0)), (steps.SamplesPerSecond, Assert.Single(steps.Workers)));
        var worker = Assert.Single(_reporter.Status("training", default).Workers);
        Assert.Equal(("admitted", 1, 0), (worker.Worker, worker.Share, worker.SamplesPerSecond));
    }

    [Fact]
    public void Share_of_no_samples_is_0()
    {
        Complete(RoundKind.Gradient);
        Assert.Equal(0, Assert.Single(_reporter.Status("training", default).Workers).Share);
    }

    private RoundKind? Complete(RoundKind kind)
    {
        var slices = new SliceRange(0, _loop.Begin(kind));
        var computer = new GradientComputer(_spec, _data.Train);
        if (kind == RoundKind.Gradient)
        {
            var part = new PartialGradient(_spec.Network.ParameterCount);
            computer.Compute(_loop.Parameters.Values, _session.Step, slices, part);
            _loop.Add(part);
        }
        else
        {
            var losses = new double[slices.Count];
            var correct = computer.Evaluate(_loop.Parameters.Values, _data.Test, 0, slices, losses);
            _loop.Add(new SlicesEvaluated(new RoundId("run", 1, kind, _session.Step), slices, losses, correct));
        }

        return _loop.Complete();
    }

    private sealed class StandingTime : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
