namespace ActorNet.Chaos.Plan;

/// <summary>A trainer is the process that trains: `actornet train`, or the active coordinator.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL to the trainer; it is restarted.</summary>
    KillTrainer,

    /// <summary>SIGTERM to the trainer; it is restarted.</summary>
    TerminateTrainer,

    /// <summary>SIGSTOP to the trainer, and later SIGCONT.</summary>
    PauseTrainer,

    /// <summary>SIGKILL to the trainer; its newest checkpoint is corrupted before the restart.</summary>
    CorruptCheckpoint,

    /// <summary>The trainer's disk is full for a while.</summary>
    FillDisk,

    /// <summary>The trainer's disk is full when the trainer is killed, and has room again at the restart.</summary>
    FillDiskAndKillTrainer,

    /// <summary>SIGKILL to a worker; another is started.</summary>
    KillWorker,

    /// <summary>SIGTERM to a worker; another is started.</summary>
    TerminateWorker,

    /// <summary>SIGSTOP to a worker, and later SIGCONT.</summary>
    PauseWorker,

    /// <summary>A worker is disconnected for a while.</summary>
    PartitionWorker,

    /// <summary>A worker is disconnected from another for a while, but not from the trainer.</summary>
    PartitionPeers,

    /// <summary>The trainer is disconnected for a while; in a failover round, together with a worker.</summary>
    PartitionTrainer,
}

/// <summary>A fault to inject.</summary>
/// <param name="At">The fraction of all steps after which it is injected, 0 to 1.</param>
/// <param name="Delay">The time from that step to the injection.</param>
/// <param name="Duration">How long the fault lasts, or the time to the restart.</param>
/// <param name="Target">The index of the worker, from 0.</param>
/// <param name="Detail">Random bits for details, such as which bits to corrupt.</param>
internal sealed record Fault(FaultKind Kind, double At, TimeSpan Delay, TimeSpan Duration, int Target, ulong Detail)
{
    public override string ToString()
    {
        var at = FormattableString.Invariant($"{100 * At:F0} %");
        var seconds = FormattableString.Invariant($"{Duration.TotalSeconds:F1} s");
        return Kind switch
        {
            FaultKind.KillTrainer => $"kill at {at}",
            FaultKind.TerminateTrainer => $"SIGTERM at {at}",
            FaultKind.PauseTrainer => $"stop at {at} for {seconds}",
            FaultKind.CorruptCheckpoint => $"kill at {at} and damage",
            FaultKind.FillDisk => $"disk full at {at} for {seconds}",
            FaultKind.FillDiskAndKillTrainer => $"disk full at {at}, kill",
            FaultKind.KillWorker => $"kill w{Target + 1} at {at}",
            FaultKind.TerminateWorker => $"SIGTERM w{Target + 1} at {at}",
            FaultKind.PauseWorker => $"stop w{Target + 1} at {at} for {seconds}",
            FaultKind.PartitionWorker => $"cut w{Target + 1} at {at} for {seconds}",
            FaultKind.PartitionPeers => $"cut w{Target + 1} from a peer at {at} for {seconds}",
            _ => $"cut at {at} for {seconds}",
        };
    }
}
