using ActorNet.Coordination.Exchange;
using ActorNet.TestKit.Scenarios;
using ActorNet.TestKit.Simulation;

namespace ActorNet.TestKit.Checking;

/// <summary>What must, and must not, happen in a run in which nothing goes wrong. That workers join is no fault.</summary>
internal static class Undisturbed
{
    private static readonly string[] Never =
    [
        "stale answers", "duplicate answers", "reassigned slices", "speculated slices", "abandoned exchanges", "workers left", "rewinds",
    ];

    public static string? ViolationIn(SimulationRun run)
    {
        var scenario = run.Scenario;
        if (run.Result is null || scenario.Happenings.Except(run.Missed).Any(happening => happening.Fault is not NodeFault.Joined))
            return null;
        if (Never.FirstOrDefault(what => run.Counts[what] > 0) is { } never)
            return $"A run without faults has {run.Counts[never]} {never}.";
        // The first workers may train alone until others are there.
        if (scenario.MinWorkers < 2)
            return null;
        var (steps, exchanges, audited) = (run.Counts["steps"], run.Counts["exchanges"], run.Counts["audited slices"]);
        if (scenario.AuditEverySteps is { } every && audited < steps / every)
            return $"A run without faults audits {audited} slices in {steps} steps, where one of {every} steps is to be audited.";
        return scenario.Topology == Topology.Sharded && exchanges < steps / 2
            ? $"A run without faults exchanges gradients in {exchanges} of {steps} steps."
            : null;
    }
}
