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

/// <summary>What the coordinator does about workers that compute wrongly, message by message.</summary>
public class ClusterAuditTests : ClusterKit
{
    private const string WrongArithmetic = "its arithmetic is wrong: it has computed other numbers than the coordinator";

    [Fact]
    public async Task Worker_that_fails_the_canary_is_refused_and_so_is_its_name()
    {
        var coordinator = Start();
        var faulty = Register(coordinator, "faulty");
        Watch(faulty);
        coordinator.Tell(new WorkerReady("run", 1, "faulty"), faulty);
        faulty.ExpectMsg<ComputeCanary>();
        coordinator.Tell(new CanaryComputed("run", "00"), faulty);
        Assert.Equal(new WorkerRefused("run", "its arithmetic is wrong"), faulty.ExpectMsg<WorkerRefused>());
        ExpectTerminated(faulty);

        var again = CreateTestProbe();
        coordinator.Tell(new RegisterWorker("faulty"), again);
        Assert.Equal("its arithmetic is wrong", again.ExpectMsg<WorkerRefused>().Reason);
        await FinishAsync(coordinator, Join(coordinator, "a"));
        Assert.DoesNotContain(Events, trainingEvent => trainingEvent is WorkerJoined { Worker: "faulty" });
    }

    [Fact]
    public async Task First_share_of_a_worker_is_given_to_another_too_and_the_step_waits_for_both()
    {
        var coordinator = Start(minWorkers: 2, auditEverySteps: 256);
        var (first, second) = (Join(coordinator, "a"), Join(coordinator, "b"));
        var ofFirst = first.ExpectMsg<ComputeGradient>();
        var ofSecond = second.ExpectMsg<ComputeGradient>();
        var repeated = second.ExpectMsg<ComputeGradient>();
        Assert.Equal(ofFirst, repeated);
        Answer(coordinator, first, ofFirst);
        Answer(coordinator, second, ofSecond);
        ExpectNothing(first);
        Answer(coordinator, second, repeated);

        // Now it is the second's turn; the evaluation is nobody's.
        var next = second.ExpectMsg<ComputeGradient>();
        Answer(coordinator, second, next);
        Answer(coordinator, first, first.ExpectMsg<ComputeGradient>());
        repeated = first.ExpectMsg<ComputeGradient>();
        Assert.Equal(next, repeated);
        Answer(coordinator, first, repeated);
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
        coordinator.Tell(new WorkerLeaving("a", "over"), worker);
        await FinishAsync(coordinator, Join(coordinator, "b"));
    }

    [Theory]
    [InlineData("subject")]
    [InlineData("auditor")]
    public async Task Wrong_one_of_two_answers_is_found_and_its_worker_expelled_and_the_run_goes_back(string faulty)
    {
        var coordinator = Start(minWorkers: 2, auditEverySteps: 256);
        var (subject, auditor) = (Join(coordinator, "subject"), Join(coordinator, "auditor"));
        Watch(faulty == "subject" ? subject : auditor);
        var audited = subject.ExpectMsg<ComputeGradient>();
        coordinator.Tell(faulty == "subject" ? WrongAnswerTo(audited) : AnswerTo(audited), subject);
        var own = auditor.ExpectMsg<ComputeGradient>();
        var repeated = auditor.ExpectMsg<ComputeGradient>();
        coordinator.Tell(faulty == "auditor" ? WrongAnswerTo(repeated) : AnswerTo(repeated), auditor);
        ExpectTerminated(faulty == "subject" ? subject : auditor);

        Assert.Equal(new WorkerLeft("run", faulty, WrongArithmetic), Assert.Single(Events.OfType<WorkerLeft>()));
        Assert.Equal(new TrainingRewound("run", 0, 0, $"worker '{faulty}' computed wrongly"), Assert.Single(Events.OfType<TrainingRewound>()));
        var again = CreateTestProbe();
        coordinator.Tell(new RegisterWorker(faulty), again);
        again.ExpectMsg<WorkerRefused>();
        Answer(coordinator, auditor, own); // or it would be behind for ever
        await FinishAsync(coordinator, faulty == "subject" ? auditor : subject);
    }

    [Fact]
    public async Task Wrong_answer_that_was_used_long_ago_is_undone()
    {
        var coordinator = Start(minWorkers: 2);
        var (faulty, other) = (Join(coordinator, "faulty"), Join(coordinator, "other"));
        var late = other.ExpectMsg<ComputeGradient>();
        coordinator.Tell(WrongAnswerTo(faulty.ExpectMsg<ComputeGradient>()), faulty);
        Pass(TimeSpan.FromSeconds(1.1));
        coordinator.Tell(WrongAnswerTo(faulty.ExpectMsg<ComputeGradient>()), faulty);
        coordinator.Tell(AnswerTo(faulty.ExpectMsg<ComputeGradient>()), faulty);
        var evaluation = faulty.ExpectMsg<EvaluateSlices>();
        Assert.Equal(2, evaluation.Round.Step);

        // The run is evaluated already when the late answer comes.
        Answer(coordinator, other, late);
        Assert.Equal(0, Assert.Single(Events.OfType<TrainingRewound>()).ToStep);
        var again = other.ExpectMsg<ComputeGradient>();
        Assert.Equal((2, 0L, new SliceRange(0, 8)), (again.Round.Incarnation, again.Round.Step, again.Slices));
        Answer(coordinator, other, again);
        await FinishAsync(coordinator, other);
    }

    [Fact]
    public async Task Worker_that_is_found_out_after_it_has_left_is_undone_too()
    {
        var coordinator = Start(minWorkers: 2);
        var (faulty, other) = (Join(coordinator, "faulty"), Join(coordinator, "other"));
        var late = other.ExpectMsg<ComputeGradient>();
        Answer(coordinator, faulty, faulty.ExpectMsg<ComputeGradient>());
        Pass(TimeSpan.FromSeconds(1.1));
        coordinator.Tell(WrongAnswerTo(faulty.ExpectMsg<ComputeGradient>()), faulty);
        coordinator.Tell(new WorkerLeaving("faulty", "over"), faulty);

        Answer(coordinator, other, late);
        Assert.Equal(0, Assert.Single(Events.OfType<TrainingRewound>()).ToStep);
        Assert.Equal("over", Assert.Single(Events.OfType<WorkerLeft>()).Reason);
        await FinishAsync(coordinator, other);
    }

    [Fact]
    public async Task Run_goes_back_no_further_than_to_where_the_faulty_worker_joined()
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
    public async Task Faulty_worker_that_came_back_is_forgiven_nothing_it_computed_before()
    {
        Spec = SmallData.Spec(batch: 32, epochs: 3);
        var coordinator = Start(minWorkers: 2, auditEverySteps: 256);
        var (good, bad) = (Join(coordinator, "good"), Join(coordinator, "bad"));
        var step = 0L;

        // Audited in its first steps, it computes rightly; and wrongly when nobody compares.
        ServeUntil(() => step >= 2, wrong: false);
        ServeUntil(() => step >= 4, wrong: true);
        // Its link breaks; it comes back under its name, and is audited again.
        coordinator.Tell(new WorkerLeaving("bad", "its link broke"), bad);
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
    public async Task Wrong_evaluation_is_found_and_undone_where_two_were_asked_for_it()
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
        Pass(TimeSpan.FromSeconds(1.1));
        Answer(coordinator, other, other.ExpectMsg<EvaluateSlices>());
        coordinator.Tell(WrongAnswerTo(late), faulty);
        Assert.Equal(new WorkerLeft("run", "faulty", WrongArithmetic), Assert.Single(Events.OfType<WorkerLeft>()));
        Assert.Equal((0L, 0), Events.OfType<TrainingRewound>().Select(rewound => (rewound.ToStep, rewound.ToEpoch)).Single());
        Answer(coordinator, other, other.ExpectMsg<ComputeGradient>());
        await FinishAsync(coordinator, other);
    }

    [Fact]
    public void Late_answer_that_is_the_same_expels_nobody()
    {
        var coordinator = Start(minWorkers: 2);
        var (late, other) = (Join(coordinator, "late"), Join(coordinator, "other"));
        var given = late.ExpectMsg<ComputeGradient>();
        Answer(coordinator, other, other.ExpectMsg<ComputeGradient>());
        Pass(TimeSpan.FromSeconds(1.1));
        Answer(coordinator, other, other.ExpectMsg<ComputeGradient>());
        Answer(coordinator, other, other.ExpectMsg<ComputeGradient>());
        other.ExpectMsg<EvaluateSlices>();

        // Two steps later its parameters are still as they were.
        Answer(coordinator, late, given);
        Assert.DoesNotContain(Events, trainingEvent => trainingEvent is TrainingRewound or WorkerLeft);
    }
}
