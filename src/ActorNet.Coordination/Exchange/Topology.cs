namespace ActorNet.Coordination.Exchange;

/// <summary>How the gradients of worker processes are added. The weights do not depend on it.</summary>
public enum Topology
{
    /// <summary>Sharded where it spares the coordinator enough, by the number of workers and of parameters; otherwise as a star.</summary>
    Auto,

    /// <summary>Each worker gets all parameters from the coordinator and sends it its whole gradient.</summary>
    Star,

    /// <summary>
    /// Workers that are connected to each other pass shards of the parameters on (all-gather) and each adds a shard of the gradient
    /// (reduce-scatter): the coordinator sends and receives every number once, whatever the number of workers. Others answer as in a star.
    /// </summary>
    Sharded,
}
