using ActorNet.Learning.Numerics;

namespace ActorNet.Chaos.Plan;

/// <summary>What is trained in a round, and what happens in it.</summary>
/// <param name="Kind">What is started.</param>
/// <param name="Training">What is trained.</param>
/// <param name="CheckpointEvery">Steps between checkpoints, besides those of each epoch.</param>
/// <param name="Workers">Workers; of one process, worker actors.</param>
/// <param name="Misfortunes">What happens, in order.</param>
internal sealed record ChaosPlan(RoundKind Kind, Training Training, int CheckpointEvery, int Workers, IReadOnlyList<Misfortune> Misfortunes)
{
    private const int MaxMisfortunes = 4;

    /// <summary>Nothing happens before the first worker has computed, nor when the run may be over before it has happened.</summary>
    private const double Earliest = 0.03;
    private const double Latest = 0.8;

    private static readonly MisfortuneKind[] ToTrainers = [MisfortuneKind.KillTrainer, MisfortuneKind.TerminateTrainer, MisfortuneKind.StopTrainer, MisfortuneKind.DamageCheckpoint];
    private static readonly MisfortuneKind[] ToDisks = [MisfortuneKind.FillDisk, MisfortuneKind.FillDiskAndKillTrainer];
    private static readonly MisfortuneKind[] ToWorkers = [MisfortuneKind.KillWorker, MisfortuneKind.TerminateWorker, MisfortuneKind.StopWorker];
    private static readonly MisfortuneKind[] ToNetworks = [MisfortuneKind.CutWorker, MisfortuneKind.CutTrainer];

    /// <summary>Draws a round; a pure function of its arguments.</summary>
    /// <param name="seed">The round's seed.</param>
    /// <param name="kinds">What may be started.</param>
    /// <param name="abilities">What can be done.</param>
    public static ChaosPlan Draw(ulong seed, IReadOnlyList<RoundKind> kinds, Abilities abilities)
    {
        var random = new SeededRandom(seed, RandomPurpose.Generation, 0);
        var kind = kinds[random.NextInt(kinds.Count)];
        var training = Training.All[random.NextInt(Training.All.Count)];
        var workers = kind == RoundKind.Failover ? 2 : 2 + random.NextInt(2);
        var checkpointEvery = 10 + random.NextInt(90);
        var possible = Possible(kind, abilities);
        var moments = Moments(1 + random.NextInt(MaxMisfortunes), random);
        return new ChaosPlan(kind, training, checkpointEvery, workers, [.. moments.Select(at => Draw(possible[random.NextInt(possible.Count)], at, workers, random))]);
    }

    /// <summary>The seed of a round of a whole run.</summary>
    public static ulong SeedOf(ulong seed, int round) => new SeededRandom(seed, RandomPurpose.Generation, (uint)round).NextBits() % 1_000_000_007;

    private static List<MisfortuneKind> Possible(RoundKind kind, Abilities abilities) =>
    [
        .. ToTrainers,
        .. abilities.CanFillDisks ? ToDisks : [],
        .. kind == RoundKind.Alone ? [] : ToWorkers,
        .. kind == RoundKind.Alone || !abilities.CanCutNetworks ? [] : ToNetworks,
    ];

    private static double[] Moments(int count, SeededRandom random)
    {
        var moments = new double[count];
        foreach (ref var at in moments.AsSpan())
            at = Earliest + (Latest - Earliest) * random.NextFloat();
        Array.Sort(moments);
        return moments;
    }

    private static Misfortune Draw(MisfortuneKind kind, double at, int workers, SeededRandom random)
    {
        var delay = TimeSpan.FromMilliseconds(random.NextInt(200));
        // Some shorter and some longer than anybody waits for an answer.
        var duration = TimeSpan.FromMilliseconds(random.NextInt(3) == 0 ? 5_000 + random.NextInt(4_000) : 200 + random.NextInt(2_000));
        return new Misfortune(kind, at, delay, duration, random.NextInt(workers), random.NextBits());
    }
}
