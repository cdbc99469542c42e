using ActorNet.Coordination.Exchange;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Testing;
using ActorNet.TestKit.Checking;
using ActorNet.TestKit.Exploring;
using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Tests.Exploring;

/// <summary>Thousands of random histories: for all of them the weights are the local trainer's.</summary>
public class ExplorationTests
{
    /// <summary>The only worker's first answer has two minutes; then it joins again.</summary>
    private static readonly Property[] Law =
        [Property.SameWeights, Property.NoSampleTwice, Property.FinishesWithin(TimeSpan.FromMinutes(3))];

    private static readonly Dataset Blobs = SmallData.Blobs(train: 70, test: 600);

    /// <summary>Counts without which an exploration would prove nothing.</summary>
    private static readonly string[] Counted =
    [
        "lost messages", "stale answers", "duplicate answers", "reassigned slices", "speculated slices", "audited slices", "exchanges",
        "abandoned exchanges", "workers left",
    ];

    [Fact]
    public void Every_history_of_the_default_space_leads_to_the_same_weights()
    {
        var report = new ScenarioSpace().Explore(0, 10_000, Law);

        Assert.All(Counted, what => Assert.True(report.Counts[what] > 0, $"There were no {what} in\n{report}"));
        Assert.True(report.Counts["coordinators"] > 1.1 * report.Runs, $"Few coordinators were lost in\n{report}");
        Assert.True(report.Counts["exchanges"] > 0.2 * report.Counts["steps"], $"Few steps were exchanges in\n{report}");
    }

    public static TheoryData<OptimizerKind> Optimizers => [.. Enum.GetValues<OptimizerKind>()];

    /// <summary>With L2, and batches that leave a smaller slice and a smaller minibatch.</summary>
    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_optimizer_comes_to_the_same_weights(OptimizerKind optimizer)
    {
        var spec = SmallData.Spec(optimizer, batch: 13 + 4 * (int)optimizer, epochs: 5) with { L2 = 0.01f };
        new ScenarioSpace { Basis = new Scenario { Training = spec, Data = Blobs } }.Explore(10_000, 200, Law);
    }

    [Fact]
    public void Best_epoch_survives_every_history()
    {
        var spec = SmallData.Spec(OptimizerKind.Adam, batch: 16, epochs: 6) with
        {
            ValidationSamples = 30, Optimizer = new OptimizerSpec(OptimizerKind.Adam, 0.05f),
        };
        new ScenarioSpace { Basis = new Scenario { Training = spec, Data = Blobs } }.Explore(20_000, 500, Law);
    }

    /// <summary>A wrong answer is found only in an audited step, so a run in which none was found may end with other weights.</summary>
    [Fact]
    public void Expelled_worker_leaves_no_trace_in_the_weights()
    {
        var space = new ScenarioSpace
        {
            Basis = new Scenario { Training = SmallData.Spec(batch: 16, epochs: 6), Data = Blobs },
            Kinds = FaultKinds.WrongResults | FaultKinds.Workers,
        };
        var (faulty, expelled) = (0, 0);
        for (var seed = 30_000UL; seed < 30_600; seed++)
        {
            var run = (space.Draw(seed) with { AuditEverySteps = 2 }).Run(seed);
            if (run.Counts["wrong answers"] == 0)
                continue;
            faulty++;
            if (run.Events.OfType<WorkerLeft>().Any(left => left.Reason == "its arithmetic is wrong"))
                expelled++;
            if (run.FaultyWorkers.Except(run.ExpelledWorkers).Any())
                continue;
            run.Require(Property.SameWeights);
            Assert.Contains(run.Events, each => each is TrainingRewound);
        }

        Assert.True(expelled > 100 && expelled > 0.5 * faulty, $"{expelled} of {faulty} runs with wrong answers expelled a worker.");
    }

    [Fact]
    public void Mistake_that_needs_a_lost_coordinator_is_found_and_shrunk_to_that()
    {
        var space = new ScenarioSpace
        {
            Basis = new Scenario { CreateComputer = (_, kernels) => new KeepsNewest(kernels) },
        };

        var failed = Assert.Throws<SimulationFailedException>(() => space.Explore(40_000, 500, Law));

        Assert.StartsWith("The weights are ", failed.Message, StringComparison.Ordinal);
        var happenings = failed.Run.Scenario.Happenings;
        Assert.InRange(happenings.Count, 1, 2);
        Assert.All(happenings, happening => Assert.Matches("coordinator|TakeOver", happening.ToString()));
        Assert.Equal(1, failed.Run.Scenario.Workers);
    }

    [Fact]
    public void Property_that_must_hold_sometimes_and_never_does_fails_the_exploration()
    {
        var never = Property.Sometimes("A step was exchanged", run => run.Counts["exchanges"] > 0);
        var failed = Assert.Throws<SimulationFailedException>(
            () => new ScenarioSpace { Topologies = [Topology.Star] }.Explore(0, 20, never));
        Assert.Equal("'A step was exchanged' held for none of 20 runs.", failed.Violation);
        new ScenarioSpace { Topologies = [Topology.Sharded] }.Explore(0, 20, never);
    }

    /// <summary>Takes older parameters for stale ones: right until a coordinator resumes from a checkpoint.</summary>
    private sealed class KeepsNewest(IGradientComputer right) : IGradientComputer
    {
        private float[] _newest = [];
        private long _step = -1;

        public void Compute(float[] parameters, long step, SliceRange slices, PartialGradient result)
        {
            if (step >= _step)
                (_newest, _step) = ([.. parameters], step);
            right.Compute(step == 0 ? parameters : _newest, step, slices, result);
        }

        public int Evaluate(float[] parameters, SampleSet samples, int firstSample, SliceRange slices, Span<double> losses) =>
            right.Evaluate(parameters, samples, firstSample, slices, losses);
    }
}
