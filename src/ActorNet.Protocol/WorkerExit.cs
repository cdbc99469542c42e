namespace ActorNet.Protocol;

/// <summary>
/// Why a worker is not part of a run, or no longer. Sent between processes as a number, also in the goodbye frame of a tensor link: numbers
/// never change their meaning.
/// </summary>
internal enum WorkerExitReason
{
    /// <summary>An error, or a connection that ended without a goodbye: joining again may help.</summary>
    Fault = 0,

    RunCompleted = 1,

    WorkerLeft = 2,

    /// <summary>It computed other bits than the coordinator.</summary>
    WrongResults = 3,

    /// <summary>It cannot compute.</summary>
    WorkerFailed = 4,

    /// <summary>The coordinator hands the run over to another one.</summary>
    HandedOver = 5,

    // Found by the coordinator.
    SessionEnded = 6,
    LinkNotOpened = 7,
    DatasetNotFetched = 8,
    CanaryNotComputed = 9,
    AnswerTimedOut = 10,
    ProcessEnded = 11,
    NodeUnreachable = 12,
    NodeLeft = 13,
    ActorStopped = 14,
    Replaced = 15,

    // Rejected before an offer.
    OtherVersion = 16,
    InvalidName = 17,
    SecretMissing = 18,
    SecretUnexpected = 19,
    SecretWrong = 20,

    // Found by the worker.
    CoordinatorUntrusted = 21,
    CoordinatorLeft = 22,
    CoordinatorSilent = 23,

    /// <summary>The cluster was never reached, or never offered a run.</summary>
    ClusterNotReached = 24,
    NodeRemoved = 25,
}

/// <summary>
/// How a worker's part in a run ends, or why it never begins: the last stage after <see cref="WorkerStage"/>, for workers of the
/// coordinator's process and of other processes alike.
/// </summary>
/// <param name="Number">The <see cref="WorkerExitReason"/>.</param>
/// <param name="Detail">What only the sender knows, such as an error's sentence; empty for most reasons.</param>
internal sealed record WorkerExit(int Number, string Detail) : IControlMessage
{
    public WorkerExit(WorkerExitReason reason, string detail = "") : this((int)reason, detail) { }

    public static implicit operator WorkerExit(WorkerExitReason reason) => new(reason);

    public WorkerExitReason Reason => (WorkerExitReason)Number;

    /// <summary>Whether asking again would get the same answer.</summary>
    public bool IsRejection => Reason is WorkerExitReason.WrongResults or WorkerExitReason.WorkerFailed
        or WorkerExitReason.OtherVersion or WorkerExitReason.InvalidName or WorkerExitReason.SecretMissing
        or WorkerExitReason.SecretUnexpected or WorkerExitReason.SecretWrong or WorkerExitReason.CoordinatorUntrusted;

    /// <summary>The reason in words, as users read it after "left" or "rejected".</summary>
    public override string ToString() => Reason switch
    {
        WorkerExitReason.RunCompleted => "the run is over",
        WorkerExitReason.WorkerLeft => "it was asked to leave",
        WorkerExitReason.WrongResults => "its arithmetic is wrong",
        WorkerExitReason.HandedOver => "this coordinator hands the run over",
        WorkerExitReason.SessionEnded => "the coordinator has ended the session",
        WorkerExitReason.LinkNotOpened => "it has not opened its link",
        WorkerExitReason.DatasetNotFetched => "it was silent while it fetched the data set",
        WorkerExitReason.CanaryNotComputed => "it has not computed the canary in time",
        WorkerExitReason.AnswerTimedOut => $"no answer for {Detail}",
        WorkerExitReason.ProcessEnded => "its process has ended",
        WorkerExitReason.NodeUnreachable => "it cannot be reached",
        WorkerExitReason.NodeLeft => "it has left the cluster",
        WorkerExitReason.ActorStopped => "it stopped",
        WorkerExitReason.Replaced => "it came back as a new worker",
        WorkerExitReason.OtherVersion => $"the two sides speak different versions of the protocol, {Detail}; run the same program on both",
        WorkerExitReason.InvalidName =>
            $"its name is not 1 to {JoinRun.MaxNameLength} printable ASCII characters without a space",
        WorkerExitReason.SecretMissing => "the join secret is missing: this run has one; give the worker the same",
        WorkerExitReason.SecretUnexpected =>
            "it has a join secret, and this run has none: it may be another run; give both sides the same secret, or neither",
        WorkerExitReason.SecretWrong => "the join secret is not this run's; give the worker the same",
        WorkerExitReason.CoordinatorUntrusted =>
            "the coordinator does not prove that it knows the join secret, so this worker does not trust it",
        WorkerExitReason.CoordinatorLeft => "the coordinator has left the cluster",
        WorkerExitReason.CoordinatorSilent or WorkerExitReason.ClusterNotReached => "the coordinator does not answer",
        WorkerExitReason.NodeRemoved => "this node is no longer in the cluster",
        _ => Detail.TrimEnd('.'),
    };
}
