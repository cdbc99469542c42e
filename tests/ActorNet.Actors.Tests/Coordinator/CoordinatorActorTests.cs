using ActorNet.Learning;
using ActorNet.Actors.Coordinator;
using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Testing;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorNet.Actors.Tests.Coordinator;

/// <summary>The coordinator's side of the protocol, message by message, with test probes as workers.</summary>
public class CoordinatorActorTests : TestKit
{
    private readonly Dataset _data = SmallData.Blobs(train: 64, test: 600);
    private readonly TrainingSpec _spec = SmallData.Spec(batch: 64, epochs: 1);
    private readonly TaskCompletionSource<TrainingResult> _finished = new();
    private readonly List<TrainingEvent> _events = [];

    [Fact]
    public void Workers_get_work_when_all_are_ready()
    {
        var coordinator = Start(workers: 2);
        var first = Register(coordinator, "a");
        Ready(coordinator, first, "a");
        var second = Register(coordinator, "b");
        Ready(coordinator, second, "b");

        var toFirst = first.ExpectMsg<ComputeGradient>();
        var toSecond = second.ExpectMsg<ComputeGradient>();
        Assert.Equal((new SliceRange(0, 4), new SliceRange(4, 4)), (toFirst.Slices, toSecond.Slices));
        Assert.Equal(new RoundId("run", 1, RoundKind.Gradient, 0), toFirst.Round);
        Assert.Same(toFirst.Parameters, toSecond.Parameters);
    }

    [Fact]
    public async Task Run_is_evaluated_and_ends_with_the_local_trainers_weights()
    {
        var coordinator = Start(workers: 1);
        var worker = Register(coordinator, "a");
        Ready(coordinator, worker, "a");
        Answer(coordinator, worker, worker.ExpectMsg<ComputeGradient>());
        Answer(coordinator, worker, worker.ExpectMsg<EvaluateSlices>());
        var result = await _finished.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(WeightsHash.Of(LocalTrainer.Train(_spec, _data)), result.WeightsSha256);
    }

    [Fact]
    public async Task Slices_of_a_lost_worker_are_reassigned_within_the_step()
    {
        var coordinator = Start(workers: 2);
        var lost = Register(coordinator, "lost");
        Ready(coordinator, lost, "lost");
        var other = Register(coordinator, "other");
        Ready(coordinator, other, "other");
        var given = lost.ExpectMsg<ComputeGradient>();
        Answer(coordinator, other, other.ExpectMsg<ComputeGradient>());
        Sys.Stop(lost);

        var taken = other.ExpectMsg<ComputeGradient>();
        Assert.Equal((given.Round, given.Slices), (taken.Round, taken.Slices));
        Answer(coordinator, other, taken);
        Answer(coordinator, other, other.ExpectMsg<EvaluateSlices>());
        var result = await _finished.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(WeightsHash.Of(LocalTrainer.Train(_spec, _data)), result.WeightsSha256);
        Assert.Contains(_events, e => e is WorkerLeft { Worker: "lost" });
    }

    [Fact]
    public void Failing_worker_is_ended_and_its_slices_are_reassigned()
    {
        var coordinator = Start(workers: 2);
        var failing = Register(coordinator, "failing");
        Ready(coordinator, failing, "failing");
        var other = Register(coordinator, "other");
        Ready(coordinator, other, "other");
        var given = failing.ExpectMsg<ComputeGradient>();
        coordinator.Tell(new SlicesFailed(given.Round, given.Slices, new InvalidOperationException("out of order")), failing);

        other.ExpectMsg<ComputeGradient>();
        Assert.Equal(given.Slices, other.ExpectMsg<ComputeGradient>().Slices);
        Assert.Equal(new WorkerExit(WorkerExitReason.Fault, "out of order"), failing.ExpectMsg<EndWorker>().Exit);
    }

    [Fact]
    public async Task Run_fails_with_the_cause_when_the_last_worker_is_lost()
    {
        var coordinator = Start(workers: 1);
        var worker = Register(coordinator, "a");
        Ready(coordinator, worker, "a");
        var given = worker.ExpectMsg<ComputeGradient>();
        coordinator.Tell(new SlicesFailed(given.Round, given.Slices, new InvalidOperationException("out of order")), worker);
        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => _finished.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("The run has lost its last worker: out of order.", error.Message);
        Assert.IsType<InvalidOperationException>(error.InnerException);
    }

    [Fact]
    public async Task Run_fails_when_a_worker_it_waits_for_cannot_start()
    {
        var coordinator = Start(workers: 2);
        var ready = Register(coordinator, "a");
        Ready(coordinator, ready, "a");
        var broken = Register(coordinator, "b");
        coordinator.Tell(new WorkerFailed(new InvalidOperationException("No room.")), broken);
        var error = await Assert.ThrowsAsync<TrainingFailedException>(() => _finished.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("Worker 'b' cannot start: No room.", error.Message);
    }

    [Fact]
    public async Task Evaluation_slices_of_a_lost_worker_are_reassigned()
    {
        var coordinator = Start(workers: 2);
        var lost = Register(coordinator, "lost");
        Ready(coordinator, lost, "lost");
        var other = Register(coordinator, "other");
        Ready(coordinator, other, "other");
        Answer(coordinator, lost, lost.ExpectMsg<ComputeGradient>());
        Answer(coordinator, other, other.ExpectMsg<ComputeGradient>());
        var given = lost.ExpectMsg<EvaluateSlices>();
        Answer(coordinator, other, other.ExpectMsg<EvaluateSlices>());
        Sys.Stop(lost);
        var taken = other.ExpectMsg<EvaluateSlices>();
        Assert.Equal((given.Round, given.Slices), (taken.Round, taken.Slices));
        Answer(coordinator, other, taken);
        var result = await _finished.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(LocalTrainer.Evaluate(_spec.Network, result.Parameters, _data.Test, 0).Loss, result.TestLoss);
    }

    [Fact]
    public async Task Stale_and_duplicate_answers_change_nothing()
    {
        var coordinator = Start(workers: 1);
        var worker = Register(coordinator, "a");
        Ready(coordinator, worker, "a");
        var request = worker.ExpectMsg<ComputeGradient>();
        var poison = new PartialGradient(_spec.Network.ParameterCount);
        poison.Begin(request.Slices, request.Slices.Count);
        poison.Sum(0).AsSpan().Fill(1e9f);
        coordinator.Tell(new GradientComputed(request.Round with { Incarnation = 0 }, request.Slices, poison, TimeSpan.Zero), worker);
        coordinator.Tell(new GradientComputed(request.Round with { Step = 9 }, request.Slices, poison, TimeSpan.Zero), worker);
        coordinator.Tell(new GradientComputed(request.Round, request.Slices, poison, TimeSpan.Zero), CreateTestProbe());
        Answer(coordinator, worker, request);
        coordinator.Tell(new GradientComputed(request.Round, request.Slices, poison, TimeSpan.Zero), worker);
        Answer(coordinator, worker, worker.ExpectMsg<EvaluateSlices>());
        var result = await _finished.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(WeightsHash.Of(LocalTrainer.Train(_spec, _data)), result.WeightsSha256);
    }

    [Fact]
    public async Task Stopped_coordinator_fails_the_run()
    {
        var coordinator = Start(workers: 1);
        Sys.Stop(coordinator);
        await Assert.ThrowsAsync<CoordinatorStoppedException>(() => _finished.Task.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    private IActorRef Start(int workers)
    {
        var settings = new CoordinatorSettings(
            _spec, _data, new TrainingSession(_spec, _data), new TrainerOptions { Workers = workers, RunId = "run" }, _events.Add,
            result => _finished.TrySetResult(result), error => _finished.TrySetException(error));
        return Sys.ActorOf(Props.Create(() => new CoordinatorActor(settings)));
    }

    private TestProbe Register(IActorRef coordinator, string name)
    {
        var worker = CreateTestProbe(name);
        coordinator.Tell(new RegisterWorker(name), worker);
        Assert.Equal(new WorkerAccepted("run", 1), worker.ExpectMsg<WorkerAccepted>());
        return worker;
    }

    private static void Ready(IActorRef coordinator, TestProbe worker, string name)
    {
        coordinator.Tell(new WorkerReady("run", 1, name), worker);
        Assert.Equal(new WorkerAdmitted("run", 1), worker.ExpectMsg<WorkerAdmitted>());
    }

    private void Answer(IActorRef coordinator, TestProbe worker, ComputeGradient request)
    {
        var result = new PartialGradient(_spec.Network.ParameterCount);
        new GradientComputer(_spec, _data.Train).Compute(request.Parameters, request.Round.Step, request.Slices, result);
        coordinator.Tell(new GradientComputed(request.Round, request.Slices, result, TimeSpan.Zero), worker);
    }

    private void Answer(IActorRef coordinator, TestProbe worker, EvaluateSlices request)
    {
        var losses = new double[request.Slices.Count];
        var correct = new GradientComputer(_spec, _data.Train).Evaluate(request.Parameters, _data.Test, 0, request.Slices, losses);
        coordinator.Tell(new SlicesEvaluated(request.Round, request.Slices, losses, correct), worker);
    }
}
