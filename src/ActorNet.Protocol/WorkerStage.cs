namespace ActorNet.Protocol;

/// <summary>
/// A worker's way into a run, the same for a worker of the coordinator's process and one of another process; it ends with a
/// <see cref="WorkerExit"/>, from any stage.
/// </summary>
internal enum WorkerStage
{
    /// <summary>It asks to join, and proves the join secret if there is one.</summary>
    Joining,

    /// <summary>The coordinator has accepted it; it prepares itself: opens its link, and gets the data set.</summary>
    Offered,

    /// <summary>It can compute; in a cluster it computes the canary first.</summary>
    Ready,

    /// <summary>From the next round on it has a share.</summary>
    Admitted,
}
