using ActorNet.Protocol;
using ActorNet.TestKit.Checking;
using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Tests.Checking;

/// <summary>What each property says when it does not hold.</summary>
public class PropertyTests
{
    private static readonly SimulationRun Run = new Scenario().AtStep(5, Fault.Crash("w2")).Run(seed: 1);

    [Fact]
    public void Message_for_which_a_property_does_not_hold_is_named_and_drawn()
    {
        var failed = Failed(Property.Always("Nobody computes step 7", message => message is not { Kind: "GradientComputed", Step: 7 }));

        Assert.StartsWith("'Nobody computes step 7' does not hold for message ", failed.Violation, StringComparison.Ordinal);
        Assert.Contains("GradientComputed step 7", failed.Violation, StringComparison.Ordinal);
        Assert.Contains("The message, and those around it:", failed.Message, StringComparison.Ordinal);
        Assert.Contains("GradientComputed(step 7", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("(step 3,", failed.Message[failed.Message.IndexOf("The message,", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public void Event_that_never_happens_is_named() => Assert.Equal(
        "'The run went back' holds for no event of the run.",
        Failed(Property.Eventually("The run went back", each => each is TrainingRewound)).Violation);

    [Fact]
    public void Run_for_which_a_condition_does_not_hold_is_named() => Assert.Equal(
        "'Nobody leaves' does not hold for the run.",
        Failed(Property.InEveryRun("Nobody leaves", run => run.Counts["workers left"] == 0)).Violation);

    [Fact]
    public void What_must_hold_sometimes_must_hold_for_a_single_run() => Assert.Equal(
        "'A standby took over' does not hold.",
        Failed(Property.Sometimes("A standby took over", run => run.Counts["coordinators"] > 1)).Violation);

    [Fact]
    public void Run_that_takes_too_long_after_its_last_fault_is_named() => Assert.Matches(
        @"^The run ended \d+\.\d{3} s after its last fault; allowed are 0\.001 s\.$",
        Failed(Property.FinishesWithin(TimeSpan.FromMilliseconds(1))).Violation);

    [Fact]
    public void All_of_them_hold_for_a_good_run() => Run.Require(
        Property.SameWeights, Property.NoSampleTwice, Property.FinishesWithin(TimeSpan.FromMinutes(1)),
        Property.Always("Steps are those of the run", message => message.Step is null or (>= 0 and <= 20)),
        Property.Eventually("A worker leaves", each => each is WorkerLeft),
        Property.InEveryRun("A worker leaves", run => run.Counts["workers left"] == 1),
        Property.Sometimes("A worker leaves", run => run.Counts["workers left"] == 1));

    private static SimulationFailedException Failed(Property property) => Assert.Throws<SimulationFailedException>(() => Run.Require(property));
}
