namespace ActorNet.Chaos.Plan;

/// <summary>What a round starts.</summary>
internal enum RoundKind
{
    /// <summary>One process, `actornet train`, which is resumed.</summary>
    Alone,

    /// <summary>One coordinator, which is started again, and two or three workers.</summary>
    Cluster,

    /// <summary>Three coordinators, one of which takes over, and two workers.</summary>
    Failover,
}
