using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Verification;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Actors.Tests.Coordinator;

/// <summary>A cluster run, message by message, with test probes as workers and virtual time.</summary>
public class ClusterRunTests : ClusterKit
{
    [Fact]
    public void Run_reports_that_it_waits_and_begins_when_enough_workers_are_ready()
    {
        var coordinator = Start(minWorkers: 2);
        var first = coordinator.Join("a");
        first.ExpectNothing();
        var second = coordinator.Join("b");
        coordinator.Finish(first, second);
        Assert.Equal(
            [new WaitingForWorkers("run", 0, 2), new WorkerJoined("run", "a"), new WaitingForWorkers("run", 1, 2), new WorkerJoined("run", "b")],
            coordinator.Events.Take(4));
        Assert.IsType<TrainingStarted>(coordinator.Events[4]);
    }

    [Fact]
    public void Worker_that_cannot_start_does_not_end_the_run()
    {
        var coordinator = Start();
        var broken = coordinator.Register("broken");
        broken.Tell(new WorkerFailed(new InvalidOperationException("No room.")));
        coordinator.Finish(coordinator.Join("a"));
        Assert.Contains(new WorkerLeft("run", "broken", "No room"), coordinator.Events);
    }

    [Fact]
    public void Run_without_workers_waits_and_resumes_with_the_missing_slices()
    {
        var coordinator = Start();
        var lost = coordinator.Join("lost");
        var given = lost.ExpectComputeGradient();
        lost.Crash();
        Assert.Contains(new WaitingForWorkers("run", 0, 1), coordinator.Events.Skip(1));
        var next = coordinator.Join("next");
        var taken = next.ExpectComputeGradient();
        Assert.Equal((given.Round, given.Slices), (taken.Round, taken.Slices));
        next.Answer(taken);
        coordinator.Finish(next);
    }

    [Fact]
    public void Leaving_worker_is_ended_and_its_slices_are_reassigned()
    {
        var coordinator = Start(minWorkers: 2);
        var leaving = coordinator.Join("leaving");
        var staying = coordinator.Join("staying");
        var given = leaving.ExpectComputeGradient();
        leaving.Tell(new WorkerLost("leaving", new WorkerExit(WorkerExitReason.Fault, "the machine is needed")));
        leaving.Expect<EndWorker>();
        staying.Answer(staying.ExpectComputeGradient());
        var taken = staying.ExpectComputeGradient();
        Assert.Equal((given.Round, given.Slices), (taken.Round, taken.Slices));
        staying.Answer(taken);
        coordinator.Finish(staying);
        Assert.Equal(new WorkerLeft("run", "leaving", "the machine is needed"), Assert.Single(coordinator.Events.OfType<WorkerLeft>()));
    }

    [Fact]
    public void Worker_that_joins_mid_run_gets_work_from_the_next_step_on()
    {
        var coordinator = Start();
        var first = coordinator.Join("a");
        var whole = first.ExpectComputeGradient();
        var second = coordinator.Join("b");
        first.Answer(whole);
        var (toFirst, toSecond) = (first.ExpectComputeGradient(), second.ExpectComputeGradient());
        Assert.Equal((new SliceRange(0, 4), new SliceRange(4, 4)), (toFirst.Slices, toSecond.Slices));
        first.Answer(toFirst);
        second.Answer(toSecond);
        coordinator.Finish(first, second);
    }

    [Fact]
    public void Worker_that_registers_under_a_known_name_replaces_the_old_one()
    {
        var coordinator = Start();
        var old = coordinator.Join("a");
        var given = old.ExpectComputeGradient();
        var back = coordinator.Join("a");
        Assert.Equal(new WorkerExit(WorkerExitReason.Replaced), old.Expect<EndWorker>().Exit);
        var taken = back.ExpectComputeGradient();
        Assert.Equal((given.Round, given.Slices), (taken.Round, taken.Slices));
        back.Answer(taken);
        coordinator.Finish(back);
    }

    [Fact]
    public void Worker_that_registers_twice_is_accepted_twice()
    {
        var coordinator = Start();
        var worker = coordinator.Register("a");
        worker.Tell(new RegisterWorker("a"));
        Assert.Equal(new WorkerAccepted("run", 1), worker.Expect<WorkerAccepted>());
        coordinator.Finish(coordinator.Join("b"));
        Assert.DoesNotContain(coordinator.Events, trainingEvent => trainingEvent is WorkerLeft);
    }

    [Fact]
    public void Straggler_is_backed_up_by_an_idle_worker_and_its_late_answer_is_dropped()
    {
        var coordinator = Start(minWorkers: 2);
        var late = coordinator.Join("late");
        var other = coordinator.Join("other");
        var given = late.ExpectComputeGradient();
        other.Answer(other.ExpectComputeGradient());
        coordinator.Advance(TimeSpan.FromSeconds(0.98));
        other.ExpectNothing();
        coordinator.Advance(TimeSpan.FromSeconds(0.04));
        var taken = other.ExpectComputeGradient();
        Assert.Equal((given.Round, given.Slices), (taken.Round, taken.Slices));
        other.Answer(taken);

        // The straggler gets no work in the next step until it has answered.
        var whole = other.ExpectComputeGradient();
        Assert.Equal(new SliceRange(0, 8), whole.Slices);
        late.Answer(given);
        late.ExpectNothing();
        other.Answer(whole);
        coordinator.Finish(late, other);
        Assert.DoesNotContain(coordinator.Events, trainingEvent => trainingEvent is WorkerLeft);
    }

    [Fact]
    public void Worker_that_does_not_answer_is_dropped()
    {
        var coordinator = Start();
        var hung = coordinator.Join("hung");
        hung.Answer(hung.ExpectComputeGradient());
        hung.ExpectComputeGradient();
        coordinator.Advance(TimeSpan.FromSeconds(4.98));
        hung.ExpectNothing();
        coordinator.Advance(TimeSpan.FromSeconds(0.04));
        Assert.Equal(new WorkerExit(WorkerExitReason.AnswerTimedOut, "5.0 s"), hung.Expect<EndWorker>().Exit);
        var next = coordinator.Join("next");
        next.Answer(next.ExpectComputeGradient());
        coordinator.Finish(next);
        Assert.Equal(new WorkerLeft("run", "hung", "no answer for 5.0 s"), Assert.Single(coordinator.Events.OfType<WorkerLeft>()));
    }

    [Fact]
    public void Local_worker_has_no_timeout()
    {
        var coordinator = StartLocal(workers: 1);
        var worker = coordinator.Register("a");
        worker.Tell(new WorkerReady("run", 1, "a"));
        worker.Expect<WorkerAdmitted>();
        worker.Answer(worker.ExpectComputeGradient());
        var late = worker.ExpectComputeGradient();
        coordinator.Advance(TimeSpan.FromMinutes(1));
        worker.Answer(late);
        coordinator.Finish(worker);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_that_is_interrupted_while_it_waits_ends_at_once(bool hasBegun)
    {
        var coordinator = Start();
        if (hasBegun)
        {
            var worker = coordinator.Join("a");
            worker.ExpectComputeGradient();
            worker.Crash();
        }

        coordinator.Stop();
        var error = Assert.IsType<OperationCanceledException>(coordinator.Error);
        Assert.Equal("The run was interrupted while it waited for workers.", error.Message);
    }

    [Fact]
    public void Worker_that_cannot_compute_its_canary_is_dropped_and_reported()
    {
        var coordinator = Start();
        var broken = coordinator.Register("broken");
        broken.Tell(new WorkerReady("run", 1, "broken"));
        broken.Expect<ComputeCanary>();
        broken.Tell(new SlicesFailed(new RoundId("run", 1, RoundKind.Canary, 0), Canary.Slices, new InvalidOperationException("No memory.")));

        coordinator.Finish(coordinator.Join("a"));
        Assert.Equal(new WorkerLeft("run", "broken", "No memory"), Assert.Single(coordinator.Events.OfType<WorkerLeft>()));
    }

    [Fact]
    public void Repeated_and_early_messages_advance_no_worker()
    {
        var coordinator = Start();
        var worker = coordinator.Register("a");
        worker.Tell(new CanaryComputed("run", Canary.Compute(Spec, new GradientComputer(Spec, Data.Train)))); // not ready yet
        worker.Tell(new WorkerReady("run", 1, "a"));
        worker.Expect<ComputeCanary>();
        worker.Tell(new WorkerReady("run", 1, "a"));
        worker.ExpectNothing();
        Assert.DoesNotContain(coordinator.Events, trainingEvent => trainingEvent is WorkerJoined);

        var other = coordinator.Join("b");
        other.ExpectComputeGradient();
        other.Tell(new CanaryComputed("run", "00")); // admitted already
        other.ExpectNothing();
        Assert.Single(coordinator.Events.OfType<WorkerJoined>());
        Assert.Empty(coordinator.Events.OfType<WorkerLeft>());
    }

    [Fact]
    public void Worker_of_another_run_is_not_ready()
    {
        var coordinator = Start();
        var worker = coordinator.Register("a");
        worker.Tell(new WorkerReady("other", 1, "a"));
        worker.Tell(new WorkerReady("run", 0, "a"));
        worker.ExpectNothing();
    }
}
