namespace ActorNet.Protocol;

/// <summary>
/// A worker's way into a run, the same for a worker of the coordinator's process and one of another process; it ends with a
/// <see cref="WorkerExit"/>, from any stage.
/// </summary>
internal enum WorkerStage
{
    /// <summary>It asks to join, and proves the join secret if there is one.</summary>
    Joining,

    /// <summary>
    /// It prepares itself: a worker process opens its link and gets the data set, and registers with the coordinator when it has both.
    /// </summary>
    Offered,

    /// <summary>It can compute; in a cluster it computes the canary first.</summary>
    Ready,

    /// <summary>From the next round on it has a share.</summary>
    Admitted,
}
