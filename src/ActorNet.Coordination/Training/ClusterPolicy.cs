using ActorNet.Coordination.Scheduling;

namespace ActorNet.Coordination.Training;

/// <summary>What is otherwise where workers come and go, in a cluster: a run without workers waits for some instead of failing.</summary>
internal sealed record ClusterPolicy
{
    /// <summary>Workers that must be ready before the run begins, at least 1.</summary>
    public int MinWorkers { get; init; } = 1;

    /// <summary>Steps between two audits, in which a worker's share of a step is given to another too; null for none.</summary>
    public int? AuditEverySteps { get; init; } = 256;

    /// <summary>How long a worker is waited for before it is given up.</summary>
    public StragglerTimeouts Timeouts { get; init; } = new();
}
