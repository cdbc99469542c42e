using ActorNet.Coordination.Messages;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.TestKit.Checking;
using ActorNet.TestKit.Exploring;
using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;
using Akka.Actor;

namespace ActorNet.TestKit.Tests.Checking;

/// <summary>The standard properties hold for all histories of the standard spaces, and each of them can fail.</summary>
public class StandardPropertyTests
{
    public static TheoryData<int> Spaces => [.. Enumerable.Range(0, ScenarioSpace.Standard.Count)];

    [Theory]
    [MemberData(nameof(Spaces))]
    public void Every_history_of_a_standard_space_has_the_standard_properties(int space)
    {
        IReadOnlyList<Property> properties = space < 2
            ? Property.Standard
            : [.. Property.Standard, Property.Sometimes("A faulty worker was expelled", run => run.FaultyWorkers.Any(run.ExpelledWorkers.Contains))];
        Assert.Equal(1000, ScenarioSpace.Standard[space].Explore(50_000, 1000, properties).Runs);
    }

    [Fact]
    public void Uneven_training_has_several_shards_and_slices_of_every_kind()
    {
        var run = new Scenario { Training = SmallTraining.UnevenSpec, Data = SmallTraining.UnevenData, MinWorkers = 3, Topology = Coordination.Exchange.Topology.Sharded }
            .Run(seed: 1).Require(Property.Standard);
        Assert.Equal(3, run.Messages.Where(message => message is { Kind: nameof(ShardSummed), Bytes: > 0 }).Select(message => message.From).Distinct().Count());
        Assert.Equal([4, 7], run.Messages.Where(message => message.Slices is not null && message.Kind == nameof(ComputeGradient))
            .GroupBy(message => message.Step).Select(step => step.Max(message => message.Slices!.Value.End)).Distinct().Order());
        Assert.Contains(run.Messages, message => message is { Kind: nameof(EvaluateSlices), Slices.End: > 2 });
    }

    [Fact]
    public void Weights_with_the_results_of_an_expelled_worker_are_found()
    {
        var property = Property.WrongResultsAreUndone;
        var scenario = new Scenario { AuditEverySteps = 1 };
        scenario.AtStep(6, Fault.ComputeWrongly("w2")).Run(seed: 1).Require(property);
        // No audit, so nobody is expelled and nothing is promised.
        new Scenario().AtStep(6, Fault.ComputeWrongly("w2")).Run(seed: 1).Require(property);
        Fails(new Scenario { CreateComputer = (name, right) => name == "w2" ? new Wrong(right, gradient: 1) : right }, property, "The weights are ");
    }

    [Fact]
    public void Expulsion_of_a_worker_without_a_fault_is_found() => Fails(
        new Scenario { AuditEverySteps = 1, CreateComputer = (name, right) => name == "w2" ? new Wrong(right, gradient: 1) : right }, Property.RightWorkersStay,
        "Worker 'w2' was expelled");

    [Fact]
    public void Different_answers_that_nobody_compares_are_found() => Fails(
        new Scenario { AuditEverySteps = 1, CreateRelay = ends => new Censor(ends) }.AtStep(6, Fault.ComputeWrongly("w2")),
        Property.DifferingAnswersAreFound, "differ, and neither was expelled");

    [Fact]
    public void Evaluations_that_are_reported_wrongly_are_found() =>
        Fails(new Scenario { CreateComputer = (_, right) => new Wrong(right, loss: 1) }, Property.SameReports, "Epoch 1 is reported as ");

    [Fact]
    public void Answers_that_come_twice_without_a_fault_are_found() => Fails(
        new Scenario { CreateRelay = ends => new Doubling(ends) }, Property.NothingHappensWithoutFaults, "A run without faults has ");

    [Fact]
    public void Loss_of_a_worker_that_no_fault_touches_is_found()
    {
        // What a computer does is no fault of the scenario.
        Fails(
            new Scenario { CreateComputer = (name, right) => name == "w2" ? new Failing(right) : right }, Property.UntouchedWorkersStay,
            "Worker 'w2' left");
        new Scenario().AtStep(6, Fault.Crash("w2")).Run(seed: 1).Require(Property.UntouchedWorkersStay);
    }

    [Fact]
    public void Worker_that_joins_again_after_it_was_lost_joins_once() =>
        new Scenario().AtStep(6, Fault.Restart("w2")).Run(seed: 1).Require(Property.WorkersJoinOnce);

    private static void Fails(Scenario scenario, Property property, string sentence)
    {
        var failed = Assert.Throws<SimulationFailedException>(() => scenario.Run(seed: 1).Require(property));
        Assert.Contains(sentence, failed.Violation, StringComparison.Ordinal);
    }

    private sealed class Failing(IGradientComputer right) : IGradientComputer
    {
        public void Compute(float[] parameters, long step, SliceRange slices, PartialGradient result)
        {
            if (step == 6)
                throw new InvalidOperationException("It cannot compute.");
            right.Compute(parameters, step, slices, result);
        }

        public int Evaluate(float[] parameters, SampleSet samples, int firstSample, SliceRange slices, Span<double> losses) =>
            right.Evaluate(parameters, samples, firstSample, slices, losses);
    }

    /// <summary>Adds to gradients, but not to that by which a worker proves its arithmetic, or to losses of evaluations.</summary>
    private sealed class Wrong(IGradientComputer right, float gradient = 0, double loss = 0) : IGradientComputer
    {
        public void Compute(float[] parameters, long step, SliceRange slices, PartialGradient result)
        {
            right.Compute(parameters, step, slices, result);
            result.Sum(0)[0] += step == 0 ? 0 : gradient;
        }

        public int Evaluate(float[] parameters, SampleSet samples, int firstSample, SliceRange slices, Span<double> losses)
        {
            var correct = right.Evaluate(parameters, samples, firstSample, slices, losses);
            losses[0] += loss;
            return correct;
        }
    }

    /// <summary>Keeps a gradient of w2 from the coordinator.</summary>
    private sealed class Censor : ReceiveActor
    {
        public Censor(RelayEnds ends)
        {
            if (ends.Worker == "w2")
                Receive<GradientComputed>(answer => answer.Round.Step == 6, _ => { });
            ReceiveAny(message => (Sender.Equals(ends.ToWorker) ? ends.ToCoordinator : ends.ToWorker).Tell(message));
        }
    }

    private sealed class Doubling : ReceiveActor
    {
        public Doubling(RelayEnds ends)
        {
            Receive<GradientComputed>(answer =>
            {
                ends.ToCoordinator.Tell(answer);
                ends.ToCoordinator.Tell(answer);
            });
            ReceiveAny(message => (Sender.Equals(ends.ToWorker) ? ends.ToCoordinator : ends.ToWorker).Tell(message));
        }
    }
}
