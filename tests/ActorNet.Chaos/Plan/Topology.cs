namespace ActorNet.Chaos.Plan;

/// <summary>The processes of a round; the names are values of `--kind`.</summary>
internal enum Topology
{
    /// <summary>One process, `actornet train`, which is resumed.</summary>
    Alone,

    /// <summary>One coordinator, which is restarted, and two or three workers.</summary>
    Cluster,

    /// <summary>Three coordinators, one of which takes over, and two workers.</summary>
    Failover,
}
