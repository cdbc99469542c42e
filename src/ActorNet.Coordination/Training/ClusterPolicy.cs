using ActorNet.Coordination.Exchange;
using ActorNet.Coordination.Scheduling;

namespace ActorNet.Coordination.Training;

/// <summary>Rules for a run whose workers come and go: without workers it waits instead of failing.</summary>
internal sealed record ClusterPolicy
{
    /// <summary>Workers that must be ready before the run begins, at least 1.</summary>
    public int MinWorkers { get; init; } = 1;

    /// <summary>Steps between two audits, in which a worker's share of a step is assigned to another too; null for none.</summary>
    public int? AuditEverySteps { get; init; } = 256;

    public Topology Topology { get; init; } = Topology.Auto;

    public StragglerTimeouts Timeouts { get; init; } = new();
}
