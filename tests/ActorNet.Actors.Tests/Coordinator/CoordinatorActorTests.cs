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
public class CoordinatorActorTests : ClusterKit
{
    public CoordinatorActorTests() => Spec = SmallData.Spec(batch: 64, epochs: 1);

    [Fact]
    public void Workers_get_work_when_all_are_ready()
    {
        var coordinator = StartLocal(workers: 2);
        var first = coordinator.Join("a");
        var second = coordinator.Join("b");

        var toFirst = first.ExpectComputeGradient();
        var toSecond = second.ExpectComputeGradient();
        Assert.Equal((new SliceRange(0, 4), new SliceRange(4, 4)), (toFirst.Slices, toSecond.Slices));
        Assert.Equal(new RoundId("run", 1, RoundKind.Gradient, 0), toFirst.Round);
        Assert.Same(toFirst.Parameters, toSecond.Parameters);
    }

    [Fact]
    public void Run_is_evaluated_and_ends_with_the_local_trainers_weights()
    {
        var coordinator = StartLocal(workers: 1);
        var worker = coordinator.Join("a");
        worker.Answer(worker.ExpectComputeGradient());
        worker.Answer(worker.ExpectEvaluateSlices());
        coordinator.Finish();
    }

    [Fact]
    public void Slices_of_a_lost_worker_are_reassigned_within_the_step()
    {
        var coordinator = StartLocal(workers: 2);
        var lost = coordinator.Join("lost");
        var other = coordinator.Join("other");
        var given = lost.ExpectComputeGradient();
        other.Answer(other.ExpectComputeGradient());
        lost.Crash();

        var taken = other.ExpectComputeGradient();
        Assert.Equal((given.Round, given.Slices), (taken.Round, taken.Slices));
        other.Answer(taken);
        other.Answer(other.ExpectEvaluateSlices());
        coordinator.Finish();
        Assert.Contains(coordinator.Events, e => e is WorkerLeft { Worker: "lost" });
    }

    [Fact]
    public void Failing_worker_is_ended_and_its_slices_are_reassigned()
    {
        var coordinator = StartLocal(workers: 2);
        var failing = coordinator.Join("failing");
        var other = coordinator.Join("other");
        var given = failing.ExpectComputeGradient();
        failing.Tell(new SlicesFailed(given.Round, given.Slices, new InvalidOperationException("out of order")));

        other.ExpectComputeGradient();
        Assert.Equal(given.Slices, other.ExpectComputeGradient().Slices);
        Assert.Equal(new WorkerExit(WorkerExitReason.Fault, "out of order"), failing.Expect<EndWorker>().Exit);
    }

    [Fact]
    public void Run_fails_with_the_cause_when_the_last_worker_is_lost()
    {
        var coordinator = StartLocal(workers: 1);
        var worker = coordinator.Join("a");
        var given = worker.ExpectComputeGradient();
        worker.Tell(new SlicesFailed(given.Round, given.Slices, new InvalidOperationException("out of order")));
        var error = Assert.IsType<TrainingFailedException>(coordinator.Error);
        Assert.Equal("The run has lost its last worker: out of order.", error.Message);
        Assert.IsType<InvalidOperationException>(error.InnerException);
    }

    /// <summary>A run that resumes from it would never evaluate the epoch.</summary>
    [Fact]
    public void Nothing_is_saved_between_an_epoch_and_its_evaluation()
    {
        var coordinator = StartLocal(workers: 1);
        var worker = coordinator.Join("a");
        worker.ExpectComputeGradient(step: 0); // of one in an epoch
        worker.Answer();
        worker.ExpectEvaluateSlices();
        worker.FailToCompute(new InvalidOperationException("out of order"));

        Assert.IsType<TrainingFailedException>(coordinator.Error);
        Assert.Empty(coordinator.Checkpoints);
    }

    [Fact]
    public void Run_fails_when_a_worker_it_waits_for_cannot_start()
    {
        var coordinator = StartLocal(workers: 2);
        var ready = coordinator.Join("a");
        var broken = coordinator.Register("b");
        broken.Tell(new WorkerFailed(new InvalidOperationException("No room.")));
        var error = Assert.IsType<TrainingFailedException>(coordinator.Error);
        Assert.Equal("Worker 'b' cannot start: No room.", error.Message);
    }

    [Fact]
    public void Evaluation_slices_of_a_lost_worker_are_reassigned()
    {
        var coordinator = StartLocal(workers: 2);
        var lost = coordinator.Join("lost");
        var other = coordinator.Join("other");
        lost.Answer(lost.ExpectComputeGradient());
        other.Answer(other.ExpectComputeGradient());
        var given = lost.ExpectEvaluateSlices();
        other.Answer(other.ExpectEvaluateSlices());
        lost.Crash();
        var taken = other.ExpectEvaluateSlices();
        Assert.Equal((given.Round, given.Slices), (taken.Round, taken.Slices));
        other.Answer(taken);
        var result = coordinator.Finish();
        Assert.Equal(LocalTrainer.Evaluate(Spec.Network, result.Parameters, Data.Test, 0).Loss, result.TestLoss);
    }

    [Fact]
    public void Stale_and_duplicate_answers_change_nothing()
    {
        var coordinator = StartLocal(workers: 1);
        var worker = coordinator.Join("a");
        var request = worker.ExpectComputeGradient();
        var poison = new PartialGradient(Spec.Network.ParameterCount);
        poison.Begin(request.Slices, request.Slices.Count);
        poison.Sum(0).AsSpan().Fill(1e9f);
        worker.Tell(new GradientComputed(request.Round with { Incarnation = 0 }, request.Slices, poison, TimeSpan.Zero));
        worker.Tell(new GradientComputed(request.Round with { Step = 9 }, request.Slices, poison, TimeSpan.Zero));
        coordinator.Create("stranger").Tell(new GradientComputed(request.Round, request.Slices, poison, TimeSpan.Zero));
        worker.Answer(request);
        worker.Tell(new GradientComputed(request.Round, request.Slices, poison, TimeSpan.Zero));
        worker.Answer(worker.ExpectEvaluateSlices());
        coordinator.Finish();
    }

    [Fact]
    public void Stopped_coordinator_fails_the_run()
    {
        var coordinator = StartLocal(workers: 1);
        coordinator.Crash();
        Assert.IsType<CoordinatorStoppedException>(coordinator.Error);
    }
}
