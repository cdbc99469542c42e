namespace ActorNet.Actors.Coordinator;

/// <summary>What is otherwise where workers come and go, in a cluster: a run without workers waits for some instead of failing.</summary>
internal sealed record ClusterRules
{
    /// <summary>Workers that must be ready before the run begins, at least 1.</summary>
    public int MinWorkers { get; init; } = 1;

    /// <summary>How long a worker is waited for before it is given up.</summary>
    public Patience Patience { get; init; } = new();
}
