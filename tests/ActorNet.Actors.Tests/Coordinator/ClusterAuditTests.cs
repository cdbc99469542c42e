using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Testing;
using ActorNet.TestKit.Probing;

namespace ActorNet.Actors.Tests.Coordinator;

/// <summary>The coordinator's handling of workers that compute wrongly, message by message.</summary>
public class ClusterAuditTests : ClusterKit
{
    private const string WrongArithmetic = "its arithmetic is wrong";

    [Fact]
    public void Worker_that_fails_the_canary_is_rejected_for_good()
    {
        var coordinator = Start();
        var faulty = coordinator.Register("faulty");
        faulty.Tell(new WorkerReady("run", 1, "faulty"));
        faulty.Expect<ComputeCanary>();
        faulty.Tell(new CanaryComputed("run", "00"));
        Assert.Equal(new WorkerExit(WorkerExitReason.WrongResults), faulty.Expect<EndWorker>().Exit);

        var again = coordinator.Create("faulty");
        again.Tell(new RegisterWorker("faulty"));
        Assert.Equal(new WorkerExit(WorkerExitReason.WrongResults), again.Expect<EndWorker>().Exit);
        coordinator.Finish(coordinator.Join("a"));
        Assert.DoesNotContain(coordinator.Events, trainingEvent => trainingEvent is WorkerJoined { Worker: "faulty" });
    }

    [Fact]
    public void First_share_of_a_worker_is_audited_and_the_step_waits_for_both_answers()
    {
        var coordinator = Start(minWorkers: 2, auditEverySteps: 256);
        var (first, second) = (coordinator.Join("a"), coordinator.Join("b"));
        var ofFirst = first.ExpectComputeGradient();
        var ofSecond = second.ExpectComputeGradient();
        var redundant = second.ExpectComputeGradient();
        Assert.Equal(ofFirst, redundant);
        first.Answer(ofFirst);
        second.Answer(ofSecond);
        first.ExpectNothing();
        second.Answer(redundant);

        // The second worker is audited next; the evaluation is not audited.
        var next = second.ExpectComputeGradient();
        second.Answer(next);
        first.Answer(first.ExpectComputeGradient());
        redundant = first.ExpectComputeGradient();
        Assert.Equal(next, redundant);
        first.Answer(redundant);
        first.Answer(first.ExpectEvaluateSlices());
        first.ExpectNothing();
        coordinator.Finish(first, second);
    }

    [Fact]
    public void Lone_worker_is_not_audited()
    {
        var coordinator = Start(auditEverySteps: 1);
        var worker = coordinator.Join("a");
        worker.Answer(worker.ExpectComputeGradient());
        Assert.Equal(1, worker.ExpectComputeGradient().Round.Step);
        Assert.False(worker.HasMessages);
        worker.Tell(new WorkerLost("a", new WorkerExit(WorkerExitReason.Fault)));
        coordinator.Finish(coordinator.Join("b"));
    }

    [Theory]
    [InlineData("subject")]
    [InlineData("auditor")]
    public void Worker_with_the_wrong_one_of_two_answers_is_expelled_and_the_run_rewinds(string faulty)
    {
        var coordinator = Start(minWorkers: 2, auditEverySteps: 256);
        var (subject, auditor) = (coordinator.Join("subject"), coordinator.Join("auditor"));
        var audited = subject.ExpectComputeGradient();
        Answer(subject, audited, wrong: faulty == "subject");
        var own = auditor.ExpectComputeGradient();
        var redundant = auditor.ExpectComputeGradient();
        Answer(auditor, redundant, wrong: faulty == "auditor");
        var expelled = faulty == "subject" ? subject : auditor;
        Assert.Equal(new WorkerExit(WorkerExitReason.WrongResults), expelled.Expect<EndWorker>().Exit);

        Assert.Equal(new WorkerLeft("run", faulty, WrongArithmetic), Assert.Single(coordinator.Events.OfType<WorkerLeft>()));
        Assert.Equal(new TrainingRewound("run", 0, 0, $"worker '{faulty}' computed wrongly"), Assert.Single(coordinator.Events.OfType<TrainingRewound>()));
        var again = coordinator.Create(faulty);
        again.Tell(new RegisterWorker(faulty));
        again.Expect<EndWorker>();
        auditor.Answer(own); // otherwise it would never get work again
        coordinator.Finish(faulty == "subject" ? auditor : subject);
    }

    [Fact]
    public void Wrong_answer_used_in_an_earlier_step_is_undone()
    {
        var coordinator = Start(minWorkers: 2);
        var (faulty, other) = (coordinator.Join("faulty"), coordinator.Join("other"));
        var late = other.ExpectComputeGradient();
        faulty.AnswerWrongly(faulty.ExpectComputeGradient());
        coordinator.Advance(TimeSpan.FromSeconds(1.1));
        faulty.AnswerWrongly(faulty.ExpectComputeGradient());
        faulty.Answer(faulty.ExpectComputeGradient());
        var evaluation = faulty.ExpectEvaluateSlices();
        Assert.Equal(2, evaluation.Round.Step);

        // The late answer arrives during the evaluation.
        other.Answer(late);
        Assert.Equal(0, Assert.Single(coordinator.Events.OfType<TrainingRewound>()).ToStep);
        var again = other.ExpectComputeGradient();
        Assert.Equal((2, 0L, new SliceRange(0, 8)), (again.Round.Incarnation, again.Round.Step, again.Slices));
        other.Answer(again);
        coordinator.Finish(other);
    }

    [Fact]
    public void Wrong_answer_of_a_worker_that_has_left_is_undone()
    {
        var coordinator = Start(minWorkers: 2);
        var (faulty, other) = (coordinator.Join("faulty"), coordinator.Join("other"));
        var late = other.ExpectComputeGradient();
        faulty.Answer(faulty.ExpectComputeGradient());
        coordinator.Advance(TimeSpan.FromSeconds(1.1));
        faulty.AnswerWrongly(faulty.ExpectComputeGradient());
        faulty.Tell(new WorkerLost("faulty", new WorkerExit(WorkerExitReason.Fault, "over")));

        other.Answer(late);
        Assert.Equal(0, Assert.Single(coordinator.Events.OfType<TrainingRewound>()).ToStep);
        Assert.Equal("over", Assert.Single(coordinator.Events.OfType<WorkerLeft>()).Reason);
        coordinator.Finish(other);
    }

    [Fact]
    public void Run_rewinds_to_the_step_at_which_the_faulty_worker_joined()
    {
        Spec = Spec with { Epochs = 3 };
        var coordinator = Start(auditEverySteps: 256);
        var good = coordinator.Join("good");
        for (var round = 0; round < 3; round++) // an epoch of two steps, and its evaluation
            good.Answer(good.Expect<object>());
        var whole = good.ExpectComputeGradient();
        var faulty = coordinator.Join("faulty");
        good.Answer(whole);
        good.Answer(good.ExpectComputeGradient());
        faulty.ExpectComputeGradient();
        faulty.AnswerWrongly(faulty.ExpectComputeGradient());

        Assert.Equal(new TrainingRewound("run", 2, 1, "worker 'faulty' computed wrongly"), Assert.Single(coordinator.Events.OfType<TrainingRewound>()));
        Assert.Equal(2, coordinator.Checkpoints[^1].Step);
        var again = good.ExpectComputeGradient();
        Assert.Equal((2, 2L, new SliceRange(0, 8)), (again.Round.Incarnation, again.Round.Step, again.Slices));
        Assert.Equal(whole.Parameters, again.Parameters);
        good.Answer(again);
        var result = coordinator.Finish(good);
        Assert.Equal([1, 2, 3], result.Epochs.Select(epoch => epoch.Epoch));
    }

    [Fact]
    public void Faulty_worker_that_came_back_is_undone_from_its_first_contribution()
    {
        Spec = SmallData.Spec(batch: 32, epochs: 3);
        var coordinator = Start(minWorkers: 2, auditEverySteps: 256);
        var (good, bad) = (coordinator.Join("good"), coordinator.Join("bad"));
        var step = 0L;

        // It computes correctly while it is audited, and wrongly afterwards.
        ServeUntil(() => step >= 2, wrong: false);
        ServeUntil(() => step >= 4, wrong: true);
        // Its link breaks; it comes back under its name, and is audited again.
        bad.Tell(new WorkerLost("bad", new WorkerExit(WorkerExitReason.Fault)));
        bad = coordinator.Join("bad");
        ServeUntil(() => coordinator.Result is not null, wrong: true);

        Assert.Equal(0, Assert.Single(coordinator.Events.OfType<TrainingRewound>()).ToStep);
        coordinator.Finish();

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

        void Serve(WorkerProbe worker, bool wrong)
        {
            while (worker.HasMessages)
            {
                var request = worker.Expect<object>();
                step = request is ComputeGradient compute ? compute.Round.Step : step;
                if (request is ComputeGradient or EvaluateSlices)
                    Answer(worker, request, wrong && request is ComputeGradient);
            }
        }
    }

    [Fact]
    public void Wrong_redundant_evaluation_is_undone()
    {
        Spec = Spec with { Epochs = 2 };
        var coordinator = Start(minWorkers: 2);
        var (faulty, other) = (coordinator.Join("faulty"), coordinator.Join("other"));
        for (var step = 0; step < 2; step++)
        {
            faulty.Answer(faulty.ExpectComputeGradient());
            other.Answer(other.ExpectComputeGradient());
        }

        var late = faulty.ExpectEvaluateSlices();
        other.Answer(other.ExpectEvaluateSlices());
        coordinator.Advance(TimeSpan.FromSeconds(1.1));
        other.Answer(other.ExpectEvaluateSlices());
        faulty.AnswerWrongly(late);
        Assert.Equal(new WorkerLeft("run", "faulty", WrongArithmetic), Assert.Single(coordinator.Events.OfType<WorkerLeft>()));
        Assert.Equal((0L, 0), coordinator.Events.OfType<TrainingRewound>().Select(rewound => (rewound.ToStep, rewound.ToEpoch)).Single());
        other.Answer(other.ExpectComputeGradient());
        coordinator.Finish(other);
    }

    [Fact]
    public void Late_equal_answer_expels_no_worker()
    {
        var coordinator = Start(minWorkers: 2);
        var (late, other) = (coordinator.Join("late"), coordinator.Join("other"));
        var given = late.ExpectComputeGradient();
        other.Answer(other.ExpectComputeGradient());
        coordinator.Advance(TimeSpan.FromSeconds(1.1));
        other.Answer(other.ExpectComputeGradient());
        other.Answer(other.ExpectComputeGradient());
        other.ExpectEvaluateSlices();

        // The request's parameters are still unchanged two steps later.
        late.Answer(given);
        Assert.DoesNotContain(coordinator.Events, trainingEvent => trainingEvent is TrainingRewound or WorkerLeft);
    }

    private static void Answer(WorkerProbe worker, object request, bool wrong)
    {
        if (wrong)
            worker.AnswerWrongly(request);
        else
            worker.Answer(request);
    }
}
