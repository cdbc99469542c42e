using ActorNet.Learning.Numerics;

namespace ActorNet.Chaos.Plan;

/// <summary>The training of a round, and its faults.</summary>
/// <param name="CheckpointEvery">Steps between checkpoints; each epoch writes one too.</param>
/// <param name="Workers">Worker processes; with <see cref="Topology.Alone"/>, worker actors of the one process.</param>
/// <param name="Faults">Ordered by time.</param>
/// <param name="Lie">What one of the worker processes does wrong from the start, before all faults; null if all compute right.</param>
/// <param name="IsSharded">Whether worker processes exchange their gradients among each other; otherwise all answer the coordinator.</param>
internal sealed record ChaosPlan(
    Topology Topology, Training Training, int CheckpointEvery, int Workers, IReadOnlyList<Fault> Faults, bool IsSharded,
    Lie? Lie)
{
    private const int MaxFaults = 4;

    /// <summary>No fault before the first worker has computed, nor so late that the run may end before the fault.</summary>
    private const double Earliest = 0.03;
    private const double Latest = 0.8;

    /// <summary>Of ten rounds with worker processes: every fifth of all rounds.</summary>
    private const int LyingRoundsOfTen = 3;

    /// <summary>The canary and the audit of a new worker's first step must be right, and audits must come after it.</summary>
    private const int MinRight = 10;
    private const int MaxRight = 200;

    private static readonly FaultKind[] TrainerFaults =
        [FaultKind.KillTrainer, FaultKind.TerminateTrainer, FaultKind.PauseTrainer, FaultKind.CorruptCheckpoint];
    private static readonly FaultKind[] DiskFaults = [FaultKind.FillDisk, FaultKind.FillDiskAndKillTrainer];
    private static readonly FaultKind[] WorkerFaults = [FaultKind.KillWorker, FaultKind.TerminateWorker, FaultKind.PauseWorker];
    private static readonly FaultKind[] NetworkFaults = [FaultKind.PartitionWorker, FaultKind.PartitionPeers, FaultKind.PartitionTrainer];

    /// <summary>A pure function of its arguments.</summary>
    public static ChaosPlan Draw(ulong seed, IReadOnlyList<Topology> topologies, Capabilities capabilities)
    {
        var random = new SeededRandom(seed, RandomPurpose.Generation, 0);
        var topology = topologies[random.NextInt(topologies.Count)];
        var training = Training.All[random.NextInt(Training.All.Count)];
        var workers = topology == Topology.Failover ? 2 : 2 + random.NextInt(2);
        var checkpointEvery = 10 + random.NextInt(90);
        var faultKinds = FaultKinds(topology, capabilities);
        var times = DrawTimes(1 + random.NextInt(MaxFaults), random);
        Fault[] faults = [.. times.Select(at => Draw(faultKinds[random.NextInt(faultKinds.Count)], at, workers, random))];
        var isSharded = topology != Topology.Alone && random.NextInt(2) == 0;
        var lie = topology != Topology.Alone && random.NextInt(10) < LyingRoundsOfTen ? DrawLie(workers, isSharded, random) : null;
        return new ChaosPlan(topology, training, checkpointEvery, workers, faults, isSharded, lie);
    }

    /// <summary>The value of `--min-workers`: a worker that lies is compared with others from the first step on.</summary>
    public int MinWorkers => Lie is null ? 1 : Workers;

    /// <summary>The value of `--topology`.</summary>
    public string ExchangeName => IsSharded ? "sharded" : "star";

    /// <summary>The seed of a round, derived from the seed of all rounds.</summary>
    public static ulong SeedOf(ulong seed, int round) =>
        new SeededRandom(seed, RandomPurpose.Generation, (uint)round).NextBits() % 1_000_000_007;

    private static List<FaultKind> FaultKinds(Topology topology, Capabilities capabilities) =>
    [
        .. TrainerFaults,
        .. capabilities.CanFillDisks ? DiskFaults : [],
        .. topology == Topology.Alone ? [] : WorkerFaults,
        .. topology == Topology.Alone || !capabilities.CanPartitionNetworks ? [] : NetworkFaults,
    ];

    private static double[] DrawTimes(int count, SeededRandom random)
    {
        var times = new double[count];
        foreach (ref var at in times.AsSpan())
            at = Earliest + (Latest - Earliest) * random.NextFloat();
        Array.Sort(times);
        return times;
    }

    private static Lie DrawLie(int workers, bool isSharded, SeededRandom random) => new(
        isSharded && random.NextInt(2) == 0 ? LieKind.Sums : LieKind.Gradients, random.NextInt(workers),
        MinRight + random.NextInt(MaxRight - MinRight));

    private static Fault Draw(FaultKind kind, double at, int workers, SeededRandom random)
    {
        var delay = TimeSpan.FromMilliseconds(random.NextInt(200));
        // Some are shorter and some longer than the response timeouts.
        var duration = TimeSpan.FromMilliseconds(random.NextInt(3) == 0 ? 5_000 + random.NextInt(4_000) : 200 + random.NextInt(2_000));
        return new Fault(kind, at, delay, duration, random.NextInt(workers), random.NextBits());
    }
}
