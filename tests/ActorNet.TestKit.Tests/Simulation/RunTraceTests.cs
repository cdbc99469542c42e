using ActorNet.Learning;
using ActorNet.Protocol;
using ActorNet.Testing;
using ActorNet.TestKit.Checking;
using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;
using ActorNet.Tracing.Files;

namespace ActorNet.TestKit.Tests.Simulation;

/// <summary>Simulated runs as traces.</summary>
public class RunTraceTests
{
    [Fact]
    public void Written_trace_has_every_message_and_shows_the_reassignment()
    {
        using var folder = new TemporaryFolder();
        var run = new Scenario().AtStep(5, Fault.Crash("w2")).Run(seed: 1);
        var path = folder["run.trace"];
        run.WriteTrace(path);

        var trace = TraceFile.Read(path, path);
        Assert.Equal(run.Messages.Count, trace.Messages.Count);
        Assert.Equal(run.Messages.Select(message => message.Hash), trace.Messages.Select(message => message.Hash ?? 0));
        Assert.Contains("ComputeGradient(step 5", run.Diagram(5).ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Recorded_run_is_replayed_to_the_same_losses_and_reassignments()
    {
        using var folder = new TemporaryFolder();
        var recorded = new Scenario().AtStep(5, Fault.Crash("w2")).AtStep(9, Fault.Join("late")).AtStep(12, Fault.Crash("w1")).Run(seed: 1);
        recorded.WriteTrace(folder["run.trace"]);

        var scenario = Scenario.FromTrace(folder["run.trace"]);
        var replayed = scenario.Run(seed: 2).Require(Property.SameWeights);

        Assert.Equal(recorded.Result!.Steps, replayed.Result!.Steps);
        Assert.Equal(ReassignedIn(recorded), ReassignedIn(replayed));
        Assert.Equal(LeftIn(recorded), LeftIn(replayed));
        Assert.Contains(".AtStep(5, Fault.Crash(\"w2\"))", scenario.ToCode(2), StringComparison.Ordinal);

        static IEnumerable<long> ReassignedIn(SimulationRun run) => run.Messages
            .Where(message => message is { Kind: "ComputeGradient", Round.Kind: RoundKind.Gradient })
            .GroupBy(message => message.Step!.Value)
            .Where(step => step.GroupBy(message => message.To).Any(worker => worker.Count() > 1))
            .Select(step => step.Key);
        static IEnumerable<string> LeftIn(SimulationRun run) => run.Events.OfType<WorkerLeft>().Select(left => left.Worker);
    }

    [Fact]
    public void Lost_and_late_answers_and_the_speed_of_workers_are_replayed()
    {
        using var folder = new TemporaryFolder();
        var recorded = new Scenario()
            .On(MessagePattern.Of("GradientComputed", from: "w1", step: 7), Fault.Drop)
            .On(MessagePattern.Of("GradientComputed", from: "w2", step: 12), Fault.Delay(TimeSpan.FromMilliseconds(60)))
            .Run(seed: 1);
        recorded.WriteTrace(folder["run.trace"]);

        var scenario = Scenario.FromTrace(folder["run.trace"]);
        var replayed = scenario.Run(seed: 2).Require(Property.SameWeights);

        Assert.Equal([7L, 12L], replayed.Messages.Where(message => message.Fate is not null).Select(message => message.Step!.Value));
        Assert.Equal(recorded.Counts["speculated slices"], replayed.Counts["speculated slices"]);
        Assert.Equal(["w1", "w2", "w3"], scenario.SliceTimes.OrderByDescending(worker => worker.Value).Select(worker => worker.Key));
        Assert.Contains(".On(MessagePattern.Of(\"GradientComputed\", from: \"w1\", step: 7), Fault.Drop)", scenario.ToCode(2), StringComparison.Ordinal);
        Assert.Contains(".On(MessagePattern.Of(\"GradientComputed\", from: \"w2\", step: 12), Fault.Delay(", scenario.ToCode(2), StringComparison.Ordinal);
        Assert.Contains("SliceTimes = new Dictionary<string, TimeSpan> { [\"w1\"] = ", scenario.ToCode(2), StringComparison.Ordinal);
    }

    [Fact]
    public void Trace_without_a_step_is_rejected_with_a_sentence()
    {
        using var folder = new TemporaryFolder();
        new Scenario { Deadline = TimeSpan.FromMilliseconds(1) }.Run(seed: 1).WriteTrace(folder["run.trace"]);
        var error = Assert.Throws<InvalidInputException>(() => Scenario.FromTrace(folder["run.trace"]));
        Assert.Equal($"Trace '{folder["run.trace"]}' has no step; record a run that has begun.", error.Message);
    }
}
