using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.TestKit.Probing;
using ActorNet.TestKit.Scenarios;

namespace ActorNet.TestKit.Tests.Probing;

/// <summary>Single real actors, message by message, and what a probe says when something else comes.</summary>
public class ProbeTests
{
    [Fact]
    public void Coordinator_is_tested_message_by_message()
    {
        var coordinator = new CoordinatorTest(new Scenario { MinWorkers = 2 });
        var first = coordinator.Join("first");
        first.ExpectNothing();
        var second = coordinator.Join("second");
        var lost = first.ExpectComputeGradient(step: 0);
        second.ExpectComputeGradient(step: 0, new SliceRange(2, 2));
        second.AnswerTwice();
        first.Crash();

        second.ExpectComputeGradient(step: 0, lost.Slices);
        second.Answer();
        coordinator.Finish(second);
        Assert.Equal("it stopped", coordinator.Events.OfType<WorkerLeft>().Single().Reason);
    }

    [Fact]
    public void Late_worker_is_backed_up_in_virtual_time()
    {
        var coordinator = new CoordinatorTest(new Scenario { MinWorkers = 2 });
        var (late, other) = (coordinator.Join("late"), coordinator.Join("other"));
        var given = late.ExpectComputeGradient();
        other.ExpectComputeGradient();
        other.Answer();
        other.ExpectNothing();
        coordinator.Advance(TimeSpan.FromSeconds(1.1));
        other.ExpectComputeGradient(step: 0, given.Slices);
    }

    [Fact]
    public void Wrong_answer_to_audited_slices_ends_the_worker()
    {
        var coordinator = new CoordinatorTest(new Scenario { MinWorkers = 2, AuditEverySteps = 1 });
        var (audited, auditor) = (coordinator.Join("audited"), coordinator.Join("auditor"));
        audited.ExpectComputeGradient();
        audited.AnswerWrongly();
        auditor.ExpectComputeGradient();
        auditor.Answer();
        auditor.ExpectComputeGradient();
        auditor.Answer();
        Assert.Equal("its arithmetic is wrong", audited.ExpectEnded());
        coordinator.Finish(auditor);
    }

    [Fact]
    public void Worker_is_tested_message_by_message()
    {
        var scenario = new Scenario();
        var coordinator = new CoordinatorProbe(scenario);
        coordinator.Accept(incarnation: 7);
        coordinator.AskForGradient(step: 3, new SliceRange(1, 2));
        var gradient = coordinator.ExpectGradientComputed(step: 3, new SliceRange(1, 2));
        coordinator.ExpectNothing();

        var expected = new PartialGradient(scenario.Training.Network.ParameterCount);
        var initial = ParameterInitialization.Create(scenario.Training.Network, scenario.Training.Seed);
        new GradientComputer(scenario.Training, scenario.Data.Train).Compute(initial, 3, new SliceRange(1, 2), expected);
        Assert.Equal(7, gradient.Round.Incarnation);
        Assert.Equal(expected.Sum(0), gradient.Result.Sum(0));

        coordinator.AskForEvaluation(step: 4, new SliceRange(0, 1));
        Assert.Single(coordinator.ExpectSlicesEvaluated().SliceLosses);
        coordinator.AskForGradient(step: 0, new SliceRange(0, 1), parameters: [1, 2]);
        coordinator.ExpectSlicesFailed();
    }

    [Fact]
    public void Error_names_the_probe_what_it_got_and_the_place()
    {
        var coordinator = new CoordinatorTest(new Scenario());
        var worker = coordinator.Join("w1");
        var wrong = Assert.Throws<ProbeFailedException>(() => worker.ExpectComputeGradient(step: 3, new SliceRange(0, 2)));
        Assert.Matches(
            @"^Worker 'w1' was to get ComputeGradient step 3 slices 0-1, and got ComputeGradient step 0 slices 0-3, at ProbeTests\.cs:\d+\. Before it got: WorkerAccepted; ComputeCanary; WorkerAdmitted\.$",
            wrong.Message);
        var none = Assert.Throws<ProbeFailedException>(() => worker.ExpectEvaluateSlices());
        Assert.Contains("was to get EvaluateSlices, and got nothing", none.Message, StringComparison.Ordinal);
        Assert.Contains("has no request to answer", Assert.Throws<ProbeFailedException>(coordinator.Join("w2").Answer).Message, StringComparison.Ordinal);
    }
}
