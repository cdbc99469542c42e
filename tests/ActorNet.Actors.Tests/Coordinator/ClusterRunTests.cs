using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Verification;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using Akka.Actor;

namespace ActorNet.Actors.Tests.Coordinator;

/// <summary>A cluster run, message by message, with test probes as workers and virtual time.</summary>
public class ClusterRunTests : ClusterKit
{
    [Fact]
    public async Task Run_reports_that_it_waits_and_begins_when_enough_workers_are_ready()
    {
        var coordinator = Start(minWorkers: 2);
        var first = Join(coordinator, "a");
        ExpectNothing(first);
        var second = Join(coordinator, "b");
        await FinishAsync(coordinator, first, second);
        Assert.Equal(
            [new WaitingForWorkers("run", 0, 2), new WorkerJoined("run", "a"), new WaitingForWorkers("run", 1, 2), new WorkerJoined("run", "b")],
            Events.Take(4));
        Assert.IsType<TrainingStarted>(Events[4]);
    }

    [Fact]
    public async Task Worker_that_cannot_start_does_not_end_the_run()
    {
        var coordinator = Start();
        var broken = Register(coordinator, "broken");
        coordinator.Tell(new WorkerFailed(new InvalidOperationException("No room.")), broken);
        await FinishAsync(coordinator, Join(coordinator, "a"));
        Assert.Contains(new WorkerLeft("run", "broken", "No room"), Events);
    }

    [Fact]
    public async Task Run_without_workers_waits_and_resumes_with_the_missing_slices()
    {
        var coordinator = Start();
        var lost = Join(coordinator, "lost");
        var given = lost.ExpectMsg<ComputeGradient>();
        Sys.Stop(lost);
        AwaitAssert(() => Assert.Contains(new WaitingForWorkers("run", 0, 1), Events.Skip(1)), TimeSpan.FromSeconds(5));
        var next = Join(coordinator, "next");
        var taken = next.ExpectMsg<ComputeGradient>();
        Assert.Equal((given.Round, given.Slices), (taken.Round, taken.Slices));
        Answer(coordinator, next, taken);
        await FinishAsync(coordinator, next);
    }

    [Fact]
    public async Task Leaving_worker_is_ended_and_its_slices_are_reassigned()
    {
        var coordinator = Start(minWorkers: 2);
        var leaving = Join(coordinator, "leaving");
        var staying = Join(coordinator, "staying");
        var given = leaving.ExpectMsg<ComputeGradient>();
        coordinator.Tell(new WorkerLost("leaving", new WorkerExit(WorkerExitReason.Fault, "the machine is needed")), leaving);
        leaving.ExpectMsg<EndWorker>();
        Answer(coordinator, staying, staying.ExpectMsg<ComputeGradient>());
        var taken = staying.ExpectMsg<ComputeGradient>();
        Assert.Equal((given.Round, given.Slices), (taken.Round, taken.Slices));
        Answer(coordinator, staying, taken);
        await FinishAsync(coordinator, staying);
        Assert.Equal(new WorkerLeft("run", "leaving", "the machine is needed"), Assert.Single(Events.OfType<WorkerLeft>()));
    }

    [Fact]
    public async Task Worker_that_joins_mid_run_gets_work_from_the_next_step_on()
    {
        var coordinator = Start();
        var first = Join(coordinator, "a");
        var whole = first.ExpectMsg<ComputeGradient>();
        var second = Join(coordinator, "b");
        Answer(coordinator, first, whole);
        var (toFirst, toSecond) = (first.ExpectMsg<ComputeGradient>(), second.ExpectMsg<ComputeGradient>());
        Assert.Equal((new SliceRange(0, 4), new SliceRange(4, 4)), (toFirst.Slices, toSecond.Slices));
        Answer(coordinator, first, toFirst);
        Answer(coordinator, second, toSecond);
        await FinishAsync(coordinator, first, second);
    }

    [Fact]
    public async Task Worker_that_registers_under_a_known_name_replaces_the_old_one()
    {
        var coordinator = Start();
        var old = Join(coordinator, "a");
        var given = old.ExpectMsg<ComputeGradient>();
        var back = Join(coordinator, "a");
        Assert.Equal(new WorkerExit(WorkerExitReason.Replaced), old.ExpectMsg<EndWorker>().Exit);
        var taken = back.ExpectMsg<ComputeGradient>();
        Assert.Equal((given.Round, given.Slices), (taken.Round, taken.Slices));
        Answer(coordinator, back, taken);
        await FinishAsync(coordinator, back);
    }

    [Fact]
    public async Task Worker_that_registers_twice_is_accepted_twice()
    {
        var coordinator = Start();
        var worker = Register(coordinator, "a");
        coordinator.Tell(new RegisterWorker("a"), worker);
        Assert.Equal(new WorkerAccepted("run", 1), worker.ExpectMsg<WorkerAccepted>());
        await FinishAsync(coordinator, Join(coordinator, "b"));
        Assert.DoesNotContain(Events, trainingEvent => trainingEvent is WorkerLeft);
    }

    [Fact]
    public async Task Straggler_is_backed_up_by_an_idle_worker_and_its_late_answer_is_dropped()
    {
        var coordinator = Start(minWorkers: 2);
        var late = Join(coordinator, "late");
        var other = Join(coordinator, "other");
        var given = late.ExpectMsg<ComputeGradient>();
        Answer(coordinator, other, other.ExpectMsg<ComputeGradient>());
        Advance(TimeSpan.FromSeconds(0.98));
        ExpectNothing(other);
        Advance(TimeSpan.FromSeconds(0.04));
        var taken = other.ExpectMsg<ComputeGradient>();
        Assert.Equal((given.Round, given.Slices), (taken.Round, taken.Slices));
        Answer(coordinator, other, taken);

        // The straggler gets no work in the next step until it has answered.
        var whole = other.ExpectMsg<ComputeGradient>();
        Assert.Equal(new SliceRange(0, 8), whole.Slices);
        Answer(coordinator, late, given);
        ExpectNothing(late);
        Answer(coordinator, other, whole);
        await FinishAsync(coordinator, late, other);
        Assert.DoesNotContain(Events, trainingEvent => trainingEvent is WorkerLeft);
    }

    [Fact]
    public async Task Worker_that_does_not_answer_is_dropped()
    {
        var coordinator = Start();
        var hung = Join(coordinator, "hung");
        Answer(coordinator, hung, hung.ExpectMsg<ComputeGradient>());
        hung.ExpectMsg<ComputeGradient>();
        Advance(TimeSpan.FromSeconds(4.98));
        ExpectNothing(hung);
        Advance(TimeSpan.FromSeconds(0.04));
        Assert.Equal(new WorkerExit(WorkerExitReason.AnswerTimedOut, "5.0 s"), hung.ExpectMsg<EndWorker>().Exit);
        var next = Join(coordinator, "next");
        Answer(coordinator, next, next.ExpectMsg<ComputeGradient>());
        await FinishAsync(coordinator, next);
        Assert.Equal(new WorkerLeft("run", "hung", "no answer for 5.0 s"), Assert.Single(Events.OfType<WorkerLeft>()));
    }

    [Fact]
    public async Task Local_worker_has_no_timeout()
    {
        var coordinator = Start(cluster: null);
        var worker = Register(coordinator, "a");
        coordinator.Tell(new WorkerReady("run", 1, "a"), worker);
        worker.ExpectMsg<WorkerAdmitted>();
        Answer(coordinator, worker, worker.ExpectMsg<ComputeGradient>());
        var late = worker.ExpectMsg<ComputeGradient>();
        Advance(TimeSpan.FromMinutes(1));
        Answer(coordinator, worker, late);
        await FinishAsync(coordinator, worker);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_that_is_interrupted_while_it_waits_ends_at_once(bool hasBegun)
    {
        var coordinator = Start();
        if (hasBegun)
        {
            var worker = Join(coordinator, "a");
            worker.ExpectMsg<ComputeGradient>();
            Sys.Stop(worker);
        }

        coordinator.Tell(new StopTraining("run"));
        var error = await Assert.ThrowsAsync<OperationCanceledException>(() => Finished.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("The run was interrupted while it waited for workers.", error.Message);
    }

    [Fact]
    public async Task Worker_that_cannot_compute_its_canary_is_dropped_and_reported()
    {
        var coordinator = Start();
        var broken = Register(coordinator, "broken");
        coordinator.Tell(new WorkerReady("run", 1, "broken"), broken);
        broken.ExpectMsg<ComputeCanary>();
        coordinator.Tell(new SlicesFailed(new RoundId("run", 1, RoundKind.Canary, 0), Canary.Slices, new InvalidOperationException("No memory.")), broken);

        await FinishAsync(coordinator, Join(coordinator, "a"));
        Assert.Equal(new WorkerLeft("run", "broken", "No memory"), Assert.Single(Events.OfType<WorkerLeft>()));
    }

    [Fact]
    public void Repeated_and_early_messages_advance_no_worker()
    {
        var coordinator = Start();
        var worker = Register(coordinator, "a");
        coordinator.Tell(new CanaryComputed("run", Canary.Compute(Spec, new GradientComputer(Spec, Data.Train))), worker); // not ready yet
        coordinator.Tell(new WorkerReady("run", 1, "a"), worker);
        worker.ExpectMsg<ComputeCanary>();
        coordinator.Tell(new WorkerReady("run", 1, "a"), worker);
        ExpectNothing(worker);
        Assert.DoesNotContain(Events, trainingEvent => trainingEvent is WorkerJoined);

        var other = Join(coordinator, "b");
        other.ExpectMsg<ComputeGradient>();
        coordinator.Tell(new CanaryComputed("run", "00"), other); // admitted already
        ExpectNothing(other);
        Assert.Single(Events.OfType<WorkerJoined>());
        Assert.Empty(Events.OfType<WorkerLeft>());
    }

    [Fact]
    public void Worker_of_another_run_is_not_ready()
    {
        var coordinator = Start();
        var worker = Register(coordinator, "a");
        coordinator.Tell(new WorkerReady("other", 1, "a"), worker);
        coordinator.Tell(new WorkerReady("run", 0, "a"), worker);
        ExpectNothing(worker);
    }
}
