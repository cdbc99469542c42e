namespace ActorNet.Chaos.Plan;

/// <summary>What happens to whom.</summary>
internal enum MisfortuneKind
{
    /// <summary>Who trains is killed, and started again.</summary>
    KillTrainer,

    /// <summary>Who trains is asked to end by SIGTERM, and started again.</summary>
    TerminateTrainer,

    /// <summary>Who trains is stopped for a while, and goes on.</summary>
    StopTrainer,

    /// <summary>Who trains is killed; before it is started again its newest checkpoint is damaged.</summary>
    DamageCheckpoint,

    /// <summary>The disk is full for a while.</summary>
    FillDisk,

    /// <summary>The disk is full when who trains is killed, and has room again when it is started again.</summary>
    FillDiskAndKillTrainer,

    /// <summary>A worker is killed, and another is started.</summary>
    KillWorker,

    /// <summary>A worker is asked to leave by SIGTERM, and another is started.</summary>
    TerminateWorker,

    /// <summary>A worker is stopped for a while, and goes on.</summary>
    StopWorker,

    /// <summary>A worker's network is cut for a while.</summary>
    CutWorker,

    /// <summary>The network of who trains is cut for a while; where others can take over, a worker's too.</summary>
    CutTrainer,
}

/// <summary>One thing that happens.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When: the share of all steps that must be done, 0 to 1.</param>
/// <param name="Delay">And so long after it.</param>
/// <param name="Duration">How long it lasts, or until the process is started again.</param>
/// <param name="Target">Which worker, from 0.</param>
/// <param name="Detail">Whatever else has to be decided.</param>
internal sealed record Misfortune(MisfortuneKind Kind, double At, TimeSpan Delay, TimeSpan Duration, int Target, ulong Detail)
{
    /// <summary>What happens, in a few words.</summary>
    public override string ToString()
    {
        var at = FormattableString.Invariant($"{100 * At:F0} %");
        var seconds = FormattableString.Invariant($"{Duration.TotalSeconds:F1} s");
        return Kind switch
        {
            MisfortuneKind.KillTrainer => $"kill at {at}",
            MisfortuneKind.TerminateTrainer => $"SIGTERM at {at}",
            MisfortuneKind.StopTrainer => $"stop at {at} for {seconds}",
            MisfortuneKind.DamageCheckpoint => $"kill at {at} and damage",
            MisfortuneKind.FillDisk => $"disk full at {at} for {seconds}",
            MisfortuneKind.FillDiskAndKillTrainer => $"disk full at {at}, kill",
            MisfortuneKind.KillWorker => $"kill w{Target + 1} at {at}",
            MisfortuneKind.TerminateWorker => $"SIGTERM w{Target + 1} at {at}",
            MisfortuneKind.StopWorker => $"stop w{Target + 1} at {at} for {seconds}",
            MisfortuneKind.CutWorker => $"cut w{Target + 1} at {at} for {seconds}",
            _ => $"cut at {at} for {seconds}",
        };
    }
}
