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
        [Property.SameWeights, Property.NoSampleTwice, Property.FinishesWithin(TimeSpan.FromMinutes(4))];

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
        Assert.True(report.Counts["faults"] > report.Counts["faults that did not happen"], $"Most faults did not happen in\n{report}");
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
            Basis = new Scenario { Training = SmallData.Spec(batch: 16, epochs: 6), Data = Blobs }
                .At(TimeSpan.Zero, Fault.Join("right")).At(TimeSpan.Zero, Fault.Join("right too")), // or none might be left
            Kinds = FaultKinds.WrongResults | FaultKinds.Workers,
            Audits = [2],
        };
        var (faulty, expelled) = (0, 0);
        for (var seed = 30_000UL; seed < 30_600; seed++)
        {
            var run = space.Draw(seed).Run(seed);
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
    public void Mistake_that_needs_a_lost_or_late_worker_is_found_and_shrunk_to_that()
    {
        var space = new ScenarioSpace
        {
            Basis = new Scenario { CreateComputer = (_, kernels) => new AddsUp(kernels) }, Topologies = [Topology.Star], Audits = [null],
        };

        var failed = Assert.Throws<SimulationFailedException>(() => space.Explore(40_000, 500, Law));

        Assert.StartsWith("The weights are ", failed.Message, StringComparison.Ordinal);
        Assert.InRange(failed.Run.Scenario.Happenings.Count, 1, 2);
        Assert.Empty(failed.Run.Missed);
    }

    [Fact]
    public void Test_whose_computer_remembers_other_runs_is_told_so()
    {
        var runs = 0;
        var space = new ScenarioSpace
        {
            Basis = new Scenario { CreateComputer = (_, kernels) => ++runs == 7 ? throw new InvalidTimeZoneException("once") : kernels },
        };
        var failed = Assert.Throws<SimulationFailedException>(() => space.Explore(0, 50, Law));
        Assert.Contains("The run cannot be repeated", failed.Message, StringComparison.Ordinal);
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

    /// <summary>Forgets to begin at zero when it is asked twice in one step.</summary>
    private sealed class AddsUp(IGradientComputer right) : IGradientComputer
    {
        private float _sum;
        private long _step = -1;

        public void Compute(float[] parameters, long step, SliceRange slices, PartialGradient result)
        {
            right.Compute(parameters, step, slices, result);
            if (step == _step)
                result.Sum(0)[0] += _sum;
            (_sum, _step) = (result.Sum(0)[0], step);
        }

        public int Evaluate(float[] parameters, SampleSet samples, int firstSample, SliceRange slices, Span<double> losses) =>
            right.Evaluate(parameters, samples, firstSample, slices, losses);
    }
}
