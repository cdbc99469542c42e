using ActorNet.Cli.Bench.Measured;
using ActorNet.Cli.Bench.Scaling;
using ActorNet.Cli.Train;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;

namespace ActorNet.Cli.Bench;

/// <summary>
/// `actornet bench scaling`: what more workers and threads bring on this machine, in one process and over several. All setups of a network
/// take turns, so that a machine that is faster and slower by turns treats them alike.
/// </summary>
internal static class ScalingBench
{
    private const int MinSteps = 12;

    private static readonly string[] Heads =
    [
        "Where", "Workers", "Threads", "Samples/s", "Speed-up", "Range", "Efficiency", "Step us", "Busiest us", "Rest us",
        "Coordinator in, out",
    ];

    public static async Task RunAsync(BenchRun run, ScalingRequest request)
    {
        var workers = request.Workers ?? [.. WorkerSetup.DefaultWorkers(run.Context.Processors)];
        TrainerOptions.CheckComputeThreads(workers.Max(), request.Threads.Max());
        var file = request.Plot is { } plot ? SpeedUpChart.Check(plot, run.Context) : null;
        var dataset = await BenchData.LoadAsync(run);
        var setups = WorkerSetup.Combinations(workers, request.Threads);
        var specs = BenchNetworks.Of(run.Request.Train.Spec, DataShape.Of(dataset)).Select(spec => Shortened(run, spec, dataset)).ToList();
        run.WriteText(
            $"Data {dataset.Name}: {dataset.Train.Count:N0} training samples; {setups.Count} setups, in turn, {run.Request.Repeats} times");
        var lines = new List<SpeedUpLine>();
        foreach (var spec in specs)
        {
            var costs = StepCosts.Measure(run, spec);
            var rows = await MeasureAsync(run, spec, dataset, setups);
            Print(run, spec, costs, rows);
            lines.AddRange(LinesOf(spec, rows));
        }

        run.WriteHeading($"Speed-up: against one worker with one thread in one process, the median of the turns; range: of the turns.");
        run.WriteText($"Efficiency: for each compute thread; this machine has {run.Context.Processors} processors.");
        run.WriteText($"Busiest: how long of a step the busiest worker computes. Rest: messages, waiting, the last additions and the update.");
        run.WriteText($"In, out: bytes through the coordinator's links per step, in sizes of the parameters.");
        var isThreaded = request.Threads.Any(threads => threads > 1);
        if (file is not null)
            SpeedUpChart.Write(
                "Speed-up on one machine", isThreaded ? "compute threads (workers x threads)" : "workers", lines, file);
    }

    /// <summary>An epoch that takes half a second or so.</summary>
    private static TrainingSpec Shortened(BenchRun run, TrainingSpec asked, Dataset dataset)
    {
        var spec = asked with { Epochs = 1, ValidationSamples = 0, Patience = null, TargetAccuracy = null };
        spec.Validate(dataset);
        var samples = Math.Max((double)MinSteps * spec.BatchSize, run.Request.ScalingFlop / BenchNetworks.FlopPerSample(spec.Network));
        return spec with { TrainSamples = (int)Math.Min(spec.TrainSamples ?? dataset.Train.Count, samples) };
    }

    private static async Task<List<ScalingRow>> MeasureAsync(
        BenchRun run, TrainingSpec spec, Dataset dataset, IReadOnlyList<WorkerSetup> setups)
    {
        var small = BenchData.WithOneTestSample(dataset);
        var rows = setups.Select(setup => new ScalingRow(setup)).ToList();
        for (var repeat = 1; repeat <= run.Request.Repeats; repeat++)
        {
            run.Limit.Measure();
            MeasureCacheLine(run, repeat);
            foreach (var row in rows)
            {
                // Other processes keep data sets: they get the whole one, as in any other run.
                var data = row.Setup.Placement == WorkerPlacement.OneProcess ? small : dataset;
                var result = await ScalingRuns.MeasureAsync(row.Setup, spec, data, run.Context, run.CancellationToken);
                row.Add(result, rows[0]);
                run.WriteLine(new ScalingTrained(
                    spec.Network.Widths.ToString(), spec.BatchSize, row.Setup.Placement, row.Setup.Workers, row.Setup.Threads, repeat,
                    result.SamplesPerSecond));
                run.WriteText(
                    $"{repeat}/{run.Request.Repeats}  {spec.Network.Widths}, batch {spec.BatchSize}, {row.Setup.ToString()}: ",
                    $"{result.SamplesPerSecond:N0} samples/s");
            }
        }

        return rows;
    }

    private static void MeasureCacheLine(BenchRun run, int repeat)
    {
        if (run.Context.Processors == 1 || CacheLineTrip.Measure(run.Context.Time) is not { } seconds)
            return;
        run.WriteLine(new CacheLineMeasured(repeat, seconds));
        run.WriteText($"{repeat}/{run.Request.Repeats}  a cache line takes {1e9 * seconds:N0} ns to another processor and back");
    }

    private static void Print(BenchRun run, TrainingSpec spec, StepCosts costs, List<ScalingRow> rows)
    {
        var network = spec.Network.Widths.ToString();
        foreach (var row in rows)
            run.WriteLine(row.ToLine(spec, costs.UpdateSeconds));
        run.WriteHeading(
            $"{network}, batch {spec.BatchSize}; the optimizer's step alone takes one thread {1e6 * costs.UpdateSeconds:N0} us");
        run.WriteTable(Heads, rows.Select(row => row.Cells(spec)).ToList(), 1);
    }

    private static IEnumerable<SpeedUpLine> LinesOf(TrainingSpec spec, IEnumerable<ScalingRow> rows) => rows
        .GroupBy(row => (row.Setup.Placement, row.Setup.Threads))
        .Select(group => new SpeedUpLine(
            Invariant($"{spec.Network.Widths}, {(group.Key.Placement == WorkerPlacement.OneProcess ? "one process" : "processes")}")
                + (group.Key.Threads > 1 ? Invariant($", {group.Key.Threads} threads each") : ""),
            [.. group.Select(row => row.Setup.ComputeThreads)], [.. group.Select(row => row.SpeedUp)]));
}
