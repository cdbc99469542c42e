using ActorNet.Cli.Bench.Measured;
using ActorNet.Cli.Console;
using ActorNet.Cli.Train;
using ActorNet.Coordination.Training;
using ActorNet.Learning.Samples;

namespace ActorNet.Cli.Bench;

/// <summary>
/// `actornet bench epoch`: samples per second of whole epochs of real training. The networks take turns, so that a machine
/// that is faster and slower by turns treats them alike. Nothing is written to disk.
/// </summary>
internal static class EpochBench
{
    private const int WarmUpSteps = 10;

    public static async Task RunAsync(BenchRun run)
    {
        var request = run.Request.Train;
        var dataset = await BenchData.LoadAsync(run);
        run.WriteText(
            $"Data {dataset.Name}: {dataset.Train.Count:N0} training samples; {RunText.DescribeWorkers(run.Request.Workers, request.Threads)}");
        dataset = BenchData.WithOneTestSample(dataset);
        var networks = BenchNetworks.Of(request.Spec, DataShape.Of(dataset)).Select(spec => OneEpoch(spec, dataset, run.Request.EpochFlop))
            .ToList();

        foreach (var spec in networks)
            await TrainAsync(
                run, spec with { TrainSamples = (int)Math.Min(spec.TrainSamples!.Value, (long)WarmUpSteps * spec.BatchSize) }, dataset);
        var speeds = networks.ConvertAll(_ => new Speeds());
        var cores = Math.Min(run.Request.Workers * request.Threads, run.Context.Processors);
        for (var repeat = 1; repeat <= run.Request.Repeats; repeat++)
            for (var i = 0; i < networks.Count; i++)
            {
                var before = run.Limit.Measure();
                var samplesPerSecond = await TrainAsync(run, networks[i], dataset);
                var flop = BenchNetworks.FlopPerSample(networks[i].Network);
                speeds[i].Add(samplesPerSecond, cores * before / flop, cores * run.Limit.Measure() / flop);
                Print(run, new EpochTrained(networks[i].Network.Widths.ToString(), networks[i].BatchSize, repeat, samplesPerSecond));
            }

        run.WriteTable(
            ["Network", "Batch", "Samples/s", "Best", "GFLOP/s", "Of limit"],
            networks.Zip(speeds, (spec, speed) => Row(run, dataset, spec, speed)).ToList(), 1);
        run.WriteText($"Limit: the FMA limit of {cores} {(cores == 1 ? "core" : "cores")}.");
    }

    private static TrainingSpec OneEpoch(TrainingSpec asked, Dataset dataset, double? maxFlop)
    {
        var spec = asked with { Epochs = 1, ValidationSamples = 0, Patience = null, TargetAccuracy = null };
        spec.Validate(dataset);
        var samples = spec.TrainSamples ?? dataset.Train.Count;
        if (maxFlop is { } max)
            samples = (int)Math.Min(samples, Math.Max(2.0 * spec.BatchSize, max / BenchNetworks.FlopPerSample(spec.Network)));
        return spec with { TrainSamples = samples };
    }

    private static async Task<double> TrainAsync(BenchRun run, TrainingSpec spec, Dataset dataset)
    {
        var request = run.Request.Train;
        var options = new TrainerOptions
        {
            Workers = run.Request.Workers, Threads = request.Threads, Processors = run.Context.Processors, ReportEverySteps = int.MaxValue,
            Time = run.Context.Time,
        };
        var result = await run.Context.Train(spec, dataset, options, _ => { }, run.CancellationToken);
        if (result.Reason == StopReason.Interrupted)
            throw new OperationCanceledException(run.CancellationToken);
        return result.SamplesPerSecond;
    }

    private static void Print(BenchRun run, EpochTrained epoch)
    {
        run.WriteLine(epoch);
        run.WriteText($"{epoch.Repeat}/{run.Request.Repeats}  {epoch.Network}, batch {epoch.Batch}: {epoch.SamplesPerSecond:N0} samples/s");
    }

    private static string[] Row(BenchRun run, Dataset dataset, TrainingSpec spec, Speeds speeds)
    {
        var giga = BenchNetworks.FlopPerSample(spec.Network) / 1e9;
        var result = new EpochMeasured(
            spec.Network.Widths.ToString(), spec.BatchSize, dataset.Name, spec.TrainSamples!.Value, run.Request.Workers,
            run.Request.Train.Threads,
            speeds.Median, speeds.Best, speeds.Median * giga, speeds.Limit * giga, speeds.Share);
        run.WriteLine(result);
        return
        [
            result.Network, Invariant($"{result.Batch}"), Invariant($"{result.SamplesPerSecond:N0}"),
            Invariant($"{result.BestSamplesPerSecond:N0}"),
            Invariant($"{result.Gflops:F1}"), Invariant($"{result.ShareOfLimit * 100:F0} %"),
        ];
    }
}
