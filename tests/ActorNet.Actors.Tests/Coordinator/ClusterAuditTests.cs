using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Testing;
using Akka.Actor;
using Akka.TestKit;

namespace ActorNet.Actors.Tests.Coordinator;

/// <summary>The coordinator's handling of workers that compute wrongly, message by message.</summary>
public class ClusterAuditTests : ClusterKit
{
    private const string WrongArithmetic = "its arithmetic is wrong";

    [Fact]
    public async Task Worker_that_fails_the_canary_is_rejected_for_good()
    {
        var coordinator = Start();
        var faulty = Register(coordinator, "faulty");
        coordinator.Tell(new WorkerReady("run", 1, "faulty"), faulty);
        faulty.ExpectMsg<ComputeCanary>();
        coordinator.Tell(new CanaryComputed("run", "00"), faulty);
        Assert.Equal(new WorkerExit(WorkerExitReason.WrongResults), faulty.ExpectMsg<EndWorker>().Exit);

        var again = CreateTestProbe();
        coordinator.Tell(new RegisterWorker("faulty"), again);
        Assert.Equal(new WorkerExit(WorkerExitReason.WrongResults), again.ExpectMsg<EndWorker>().Exit);
        await FinishAsync(coordinator, Join(coordinator, "a"));
        Assert.DoesNotContain(Events, trainingEvent => trainingEvent is WorkerJoined { Worker: "faulty" });
    }

    [Fact]
    public async Task First_share_of_a_worker_is_audited_and_the_step_waits_for_both_answers()
    {
        var coordinator = Start(minWorkers: 2, auditEverySteps: 256);
        var (first, second) = (Join(coordinator, "a"), Join(coordinator, "b"));
        var ofFirst = first.ExpectMsg<ComputeGradient>();
        var ofSecond = second.ExpectMsg<ComputeGradient>();
        var redundant = second.ExpectMsg<ComputeGradient>();
        Assert.Equal(ofFirst, redundant);
        Answer(coordinator, first, ofFirst);
        Answer(coordinator, second, ofSecond);
        ExpectNothing(first);
        Answer(coordinator, second, redundant);

        // The second worker is audited next; the evaluation is not audited.
        var next = second.ExpectMsg<ComputeGradient>();
        Answer(coordinator, second, next);
        Answer(coordinator, first, first.ExpectMsg<ComputeGradient>());
        redundant = first.ExpectMsg<ComputeGradient>();
        Assert.Equal(next, redundant);
        Answer(coordinator, first, redundant);
        Answer(coordinator, first, first.ExpectMsg<EvaluateSlices>());
        ExpectNothing(first);
        await FinishAsync(coordinator, first, second);
    }

    [Fact]
    public async Task Lone_worker_is_not_audited()
    {
        var coordinator = Start(auditEverySteps: 1);
        var worker = Join(coordinator, "a");
        Answer(coordinator, worker, worker.ExpectMsg<ComputeGradient>());
        Assert.Equal(1, worker.ExpectMsg<ComputeGradient>().Round.Step);
        Assert.False(worker.HasMessages);
        coordinator.Tell(new WorkerLost("a", new WorkerExit(WorkerExitReason.Fault)), worker);
        await FinishAsync(coordinator, Join(coordinator, "b"));
    }

    [Theory]
    [InlineData("subject")]
    [InlineData("auditor")]
    public async Task Worker_with_the_wrong_one_of_two_answers_is_expelled_and_the_run_rewinds(string faulty)
    {
        var coordinator = Start(minWorkers: 2, auditEverySteps: 256);
        var (subject, auditor) = (Join(coordinator, "subject"), Join(coordinator, "auditor"));
        var audited = subject.ExpectMsg<ComputeGradient>();
        coordinator.Tell(faulty == "subject" ? WrongAnswerTo(audited) : AnswerTo(audited), subject);
        var own = auditor.ExpectMsg<ComputeGradient>();
        var redundant = auditor.ExpectMsg<ComputeGradient>();
        coordinator.Tell(faulty == "auditor" ? WrongAnswerTo(redundant) : AnswerTo(redundant), auditor);
        var expelled = faulty == "subject" ? subject : auditor;
        Assert.Equal(new WorkerExit(WorkerExitReason.WrongResults), expelled.ExpectMsg<EndWorker>().Exit);

        Assert.Equal(new WorkerLeft("run", faulty, WrongArithmetic), Assert.Single(Events.OfType<WorkerLeft>()));
        Assert.Equal(new TrainingRewound("run", 0, 0, $"worker '{faulty}' computed wrongly"), Assert.Single(Events.OfType<TrainingRewound>()));
        var again = CreateTestProbe();
        coordinator.Tell(new RegisterWorker(faulty), again);
        again.ExpectMsg<EndWorker>();
        Answer(coordinator, auditor, own); // otherwise it would never get work again
        await FinishAsync(coordinator, faulty == "subject" ? auditor : subject);
    }

    [Fact]
    public async Task Wrong_answer_used_in_an_earlier_step_is_undone()
    {
        var coordinator = Start(minWorkers: 2);
        var (faulty, other) = (Join(coordinator, "faulty"), Join(coordinator, "other"));
        var late = other.ExpectMsg<ComputeGradient>();
        coordinator.Tell(WrongAnswerTo(faulty.ExpectMsg<ComputeGradient>()), faulty);
        Advance(TimeSpan.FromSeconds(1.1));
        coordinator.Tell(WrongAnswerTo(faulty.ExpectMsg<ComputeGradient>()), faulty);
        coordinator.Tell(AnswerTo(faulty.ExpectMsg<ComputeGradient>()), faulty);
        var evaluation = faulty.ExpectMsg<EvaluateSlices>();
        Assert.Equal(2, evaluation.Round.Step);

        // The late answer arrives during the evaluation.
        Answer(coordinator, other, late);
        Assert.Equal(0, Assert.Single(Events.OfType<TrainingRewound>()).ToStep);
        var again = other.ExpectMsg<ComputeGradient>();
        Assert.Equal((2, 0L, new SliceRange(0, 8)), (again.Round.Incarnation, again.Round.Step, again.Slices));
        Answer(coordinator, other, again);
        await FinishAsync(coordinator, other);
    }

    [Fact]
    public async Task Wrong_answer_of_a_worker_that_has_left_is_undone()
    {
        var coordinator = Start(minWorkers: 2);
        var (faulty, other) = (Join(coordinator, "faulty"), Join(coordinator, "other"));
        var late = other.ExpectMsg<ComputeGradient>();
        Answer(coordinator, faulty, faulty.ExpectMsg<ComputeGradient>());
        Advance(TimeSpan.FromSeconds(1.1));
        coordinator.Tell(WrongAnswerTo(faulty.ExpectMsg<ComputeGradient>()), faulty);
        coordinator.Tell(new WorkerLost("faulty", new WorkerExit(WorkerExitReason.Fault, "over")), faulty);

        Answer(coordinator, other, late);
        Assert.Equal(0, Assert.Single(Events.OfType<TrainingRewound>()).ToStep);
        Assert.Equal("over", Assert.Single(Events.OfType<WorkerLeft>()).Reason);
        await FinishAsync(coordinator, other);
    }

    [Fact]
    public async Task Run_rewinds_to_the_step_at_which_the_faulty_worker_joined()
    {
        Spec = Spec with { Epochs = 3 };
        var coordinator = Start(auditEverySteps: 256);
        var good = Join(coordinator, "good");
        for (var round = 0; round < 3; round++) // an epoch of two steps, and its evaluation
            Answer(coordinator, good, good.ExpectMsg<object>());
        var whole = good.ExpectMsg<ComputeGradient>();
        var faulty = Join(coordinator, "faulty");
        Answer(coordinator, good, whole);
        Answer(coordinator, good, good.ExpectMsg<ComputeGradient>());
        faulty.ExpectMsg<ComputeGradient>();
        coordinator.Tell(WrongAnswerTo(faulty.ExpectMsg<ComputeGradient>()), faulty);

        Assert.Equal(new TrainingRewound("run", 2, 1, "worker 'faulty' computed wrongly"), Assert.Single(Events.OfType<TrainingRewound>()));
        Assert.Equal(2, Checkpoints[^1].Step);
        var again = good.ExpectMsg<ComputeGradient>();
        Assert.Equal((2, 2L, new SliceRange(0, 8)), (again.Round.Incarnation, again.Round.Step, again.Slices));
        Assert.Equal(whole.Parameters, again.Parameters);
        Answer(coordinator, good, again);
        var result = await FinishAsync(coordinator, good);
        Assert.Equal([1, 2, 3], result.Epochs.Select(epoch => epoch.Epoch));
    }

    [Fact]
    public async Task Faulty_worker_that_came_back_is_undone_from_its_first_contribution()
    {
        Spec = SmallData.Spec(batch: 32, epochs: 3);
        var coordinator = Start(minWorkers: 2, auditEverySteps: 256);
        var (good, bad) = (Join(coordinator, "good"), Join(coordinator, "bad"));
        var step = 0L;

        // It computes correctly while it is audited, and wrongly afterwards.
        ServeUntil(() => step >= 2, wrong: false);
        ServeUntil(() => step >= 4, wrong: true);
        // Its link breaks; it comes back under its name, and is audited again.
        coordinator.Tell(new WorkerLost("bad", new WorkerExit(WorkerExitReason.Fault)), bad);
        bad = Join(coordinator, "bad");
        ServeUntil(() => Finished.Task.IsCompleted, wrong: true);

        Assert.Equal(0, Assert.Single(Events.OfType<TrainingRewound>()).ToStep);
        Assert.Equal(WeightsHash.Of(LocalTrainer.Train(Spec, Data)), (await Finished.Task).WeightsSha256);

        void ServeUntil(Func<bool> isEnough, bool wrong)
        {
            for (var turn = 0; !isEnough(); turn++)
            {
                Assert.True(turn < 200, $"step {step} is the last that is asked for");
                Serve(good, wrong: false);
                if (!isEnough())
                    Serve(bad, wrong);
            }
        }

        void Serve(TestProbe worker, bool wrong)
        {
            while (worker.ReceiveOne(TimeSpan.FromMilliseconds(20)) is { } request)
            {
                step = request is ComputeGradient compute ? compute.Round.Step : step;
                if (request is ComputeGradient or EvaluateSlices)
                    coordinator.Tell(wrong && request is ComputeGradient ? WrongAnswerTo(request) : AnswerTo(request), worker);
            }
        }
    }

    [Fact]
    public async Task Wrong_redundant_evaluation_is_undone()
    {
        Spec = Spec with { Epochs = 2 };
        var coordinator = Start(minWorkers: 2);
        var (faulty, other) = (Join(coordinator, "faulty"), Join(coordinator, "other"));
        for (var step = 0; step < 2; step++)
        {
            Answer(coordinator, faulty, faulty.ExpectMsg<ComputeGradient>());
            Answer(coordinator, other, other.ExpectMsg<ComputeGradient>());
        }

        var late = faulty.ExpectMsg<EvaluateSlices>();
        Answer(coordinator, other, other.ExpectMsg<EvaluateSlices>());
        Advance(TimeSpan.FromSeconds(1.1));
        Answer(coordinator, other, other.ExpectMsg<EvaluateSlices>());
        coordinator.Tell(WrongAnswerTo(late), faulty);
        Assert.Equal(new WorkerLeft("run", "faulty", WrongArithmetic), Assert.Single(Events.OfType<WorkerLeft>()));
        Assert.Equal((0L, 0), Events.OfType<TrainingRewound>().Select(rewound => (rewound.ToStep, rewound.ToEpoch)).Single());
        Answer(coordinator, other, other.ExpectMsg<ComputeGradient>());
        await FinishAsync(coordinator, other);
    }

    [Fact]
    public void Late_equal_answer_expels_no_worker()
    {
        var coordinator = Start(minWorkers: 2);
        var (late, other) = (Join(coordinator, "late"), Join(coordinator, "other"));
        var given = late.ExpectMsg<ComputeGradient>();
        Answer(coordinator, other, other.ExpectMsg<ComputeGradient>());
        Advance(TimeSpan.FromSeconds(1.1));
        Answer(coordinator, other, other.ExpectMsg<ComputeGradient>());
        Answer(coordinator, other, other.ExpectMsg<ComputeGradient>());
        other.ExpectMsg<EvaluateSlices>();

        // The request's parameters are still unchanged two steps later.
        Answer(coordinator, late, given);
        Assert.DoesNotContain(Events, trainingEvent => trainingEvent is TrainingRewound or WorkerLeft);
    }
}
