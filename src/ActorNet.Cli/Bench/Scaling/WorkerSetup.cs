namespace ActorNet.Cli.Bench.Scaling;

/// <summary>Where workers run.</summary>
internal enum WorkerPlacement
{
    /// <summary>In the coordinator's process.</summary>
    OneProcess,

    /// <summary>Each in a process of its own on this machine, beside the coordinator's.</summary>
    Processes,
}

/// <param name="Placement">Where the workers are.</param>
/// <param name="Workers">The number of workers.</param>
/// <param name="Threads">Compute threads of each.</param>
internal sealed record WorkerSetup(WorkerPlacement Placement, int Workers, int Threads)
{
    /// <summary>What others are compared with.</summary>
    public static WorkerSetup Single { get; } = new(WorkerPlacement.OneProcess, 1, 1);

    public int ComputeThreads => Workers * Threads;

    /// <summary>All combinations, after <see cref="Single"/>.</summary>
    public static IReadOnlyList<WorkerSetup> Combinations(IReadOnlyList<int> workers, IReadOnlyList<int> threads) =>
    [
        .. new[] { Single }.Concat(
            from placement in Enum.GetValues<WorkerPlacement>()
            from each in threads
            from count in workers
            select new WorkerSetup(placement, count, each)).Distinct(),
    ];

    /// <summary>Powers of two up to the number of processors.</summary>
    public static IEnumerable<int> DefaultWorkers(int processors)
    {
        for (var workers = 1; workers <= processors; workers *= 2)
            yield return workers;
    }

    public override string ToString() => Invariant($"{Workers} {(Workers == 1 ? "worker" : "workers")}")
        + (Threads > 1 ? Invariant($" of {Threads} threads") : "") + (Placement == WorkerPlacement.Processes ? ", processes" : "");
}
