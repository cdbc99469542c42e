using ActorNet.Cli.Bench.Scaling;
using ActorNet.Learning.Gradients;

namespace ActorNet.Cli.Bench;

/// <summary>`actornet bench scaling --predict`: how many workers are worth it for a network, a batch and a wire.</summary>
internal static class ScalingForecast
{
    private static readonly int[] DefaultWorkers = [1, 2, 4, 8, 16];

    private static readonly string[] Heads =
    [
        "Workers", "Star ms", "Speed-up", "Efficiency", "Sharded ms", "Speed-up", "Efficiency", "Overlapped ms", "Speed-up", "Efficiency",
    ];

    public static Task RunAsync(BenchRun run, ScalingRequest request)
    {
        var prediction = request.Prediction!;
        var lines = new List<SpeedUpLine>();
        var specs = BenchNetworks.Of(run.Request.Train.Spec).Select(spec => (Spec: spec, Workers: WorkersFor(spec, request))).ToList();
        var file = request.Plot is { } plot ? SpeedUpChart.Check(plot, run.Context) : null;
        foreach (var (spec, workers) in specs)
        {
            var seconds = prediction.SecondsPerSample ?? StepCosts.Measure(run, spec).SecondsPerSample;
            var model = ModelOf(spec, seconds, prediction);
            var forecasts = Enum.GetValues<WireTopology>().Select(topology => new Forecast(model, topology, workers)).ToList();
            Print(run, spec, seconds, prediction, forecasts);
            lines.AddRange(forecasts.Select(forecast => LineOf(spec, forecast)));
        }

        run.WriteHeading($"Speed-up: against one worker in the coordinator's process; more workers have a machine each.");
        run.WriteText($"Star: the coordinator sends all parameters and adds all gradients. Sharded: each worker adds a part.");
        run.WriteText($"Sharded is without overlap; overlapped, all but the first layer travels during computing. Exchanges come between the two.");
        if (file is not null)
            SpeedUpChart.Write($"Predicted speed-up, links of {prediction.Rate}", "workers", lines, file);
        return Task.CompletedTask;
    }

    private static IReadOnlyList<int> WorkersFor(TrainingSpec spec, ScalingRequest request)
    {
        var slices = SliceRange.CountOf(spec.BatchSize, spec.EffectiveMicroBatchSize);
        if (request.Workers is not { } given)
            return [.. DefaultWorkers.Where(workers => workers <= slices)];
        return given.Max() <= slices ? given : throw new InvalidInputException(
            "--workers", given.Max(),
            $"at most {slices}, the slices of a batch of {spec.BatchSize} of {spec.Network.Widths}, since each worker computes one or more");
    }

    private static StepModel ModelOf(TrainingSpec spec, double secondsPerSample, PredictionRequest prediction) => new(
        spec.BatchSize * secondsPerSample, (double)sizeof(float) * spec.Network.ParameterCount, prediction.Rate, prediction.Delay)
    {
        Costs = NodeCosts.Typical,
        FirstLayerShare = StepModel.FirstLayerShareOf(spec.Network),
    };

    private static void Print(
        BenchRun run, TrainingSpec spec, double secondsPerSample, PredictionRequest prediction, IReadOnlyList<Forecast> forecasts)
    {
        var network = spec.Network.Widths.ToString();
        var parameters = spec.Network.ParameterCount;
        foreach (var forecast in forecasts)
            foreach (var step in forecast.Steps)
                run.WriteLine(new ScalingPredicted(
                    network, spec.BatchSize, parameters, secondsPerSample, prediction.Rate.BitsPerSecond, prediction.Delay.Seconds,
                    forecast.Topology, step.Workers, step.Seconds, step.SpeedUp, step.Efficiency));
        run.WriteLine(new WorkersAdvised(
            network, spec.BatchSize, [.. forecasts.Select(forecast => new AdvisedWorkers(forecast.Topology, forecast.Best.Workers))]));

        run.WriteHeading(
            $"{network}, batch {spec.BatchSize}: {parameters:N0} parameters ({sizeof(float) * parameters / 1e6:0.##} MB), ",
            $"{1e6 * secondsPerSample:0.##} us a sample, links of {prediction.Rate}, {prediction.Delay} from machine to machine");
        run.WriteTable(Heads, RowsOf(forecasts), 0);
        run.WriteText($"Worth it: {string.Join(", ", forecasts.Select(AdviceOf))}");
    }

    private static List<string[]> RowsOf(IReadOnlyList<Forecast> forecasts) =>
    [
        .. forecasts[0].Steps.Select((first, row) => (string[])
        [
            Invariant($"{first.Workers}"), .. forecasts.SelectMany(forecast => CellsOf(forecast.Steps[row])),
        ]),
    ];

    private static string[] CellsOf(PredictedStep step) =>
    [
        Invariant($"{1e3 * step.Seconds:0.00}"), Invariant($"{step.SpeedUp:0.00}"), Invariant($"{100 * step.Efficiency:F0} %"),
    ];

    private static SpeedUpLine LineOf(TrainingSpec spec, Forecast forecast) => new(
        Invariant($"{spec.Network.Widths}, {NameOf(forecast)}"),
        [.. forecast.Steps.Select(step => step.Workers)], [.. forecast.Steps.Select(step => step.SpeedUp)]);

    private static string AdviceOf(Forecast forecast)
    {
        var (workers, speedUp) = (forecast.Best.Workers, forecast.Best.SpeedUp);
        return Invariant($"{NameOf(forecast)} {workers} {(workers == 1 ? "worker" : "workers")} ({speedUp:0.0#} x)");
    }

    private static string NameOf(Forecast forecast) => Choice<WireTopology>.NameOf(forecast.Topology);
}
