using ActorNet.Cli.Bench.Measured;
using ActorNet.Learning.Networks;

namespace ActorNet.Cli.Bench;

/// <summary>`actornet bench kernels`: the matrix products and elementary functions alone, on one core, in memory that is warm.</summary>
internal static class KernelBench
{
    private static readonly int[] SquareSizes = [128, 256, 512, 1024];

    public static Task RunAsync(BenchRun run)
    {
        var specs = BenchNetworks.Of(run.Request.Train.Spec);
        run.WriteTable(["Square product", "GFLOP/s", "Best", "Of limit"], SquareSizes.Select(size => Square(run, size)).ToList(), 1);
        run.WriteTable(
            ["Network", "Layer", "Batch", "Forward", "Best", "Of limit", "Weights", "Best", "Of limit", "Inputs", "Best", "Of limit"],
            specs.SelectMany(spec => Layers(run, spec)).ToList(), 2);
        run.WriteText(
            $"GFLOP/s of a layer's forward product, its weights' gradient and its inputs' gradient, which the first layer does not need.");
        run.WriteTable(["Function", "Million elements/s", "Best"], ElementaryFunction.All.Select(each => Function(run, each)).ToList(), 1);
        return Task.CompletedTask;
    }

    private static string[] Square(BenchRun run, int size)
    {
        var product = new SquareProduct(size);
        var speeds = Measure(run, product.Flop, product.Multiply);
        run.WriteLine(Result("square", size, size, size, null, null, speeds));
        return [Invariant($"{size} x {size}"), Giga(speeds.Median), Giga(speeds.Best), Percent(speeds.Share)];
    }

    private static IEnumerable<string[]> Layers(BenchRun run, TrainingSpec spec)
    {
        var network = spec.Network.Widths.ToString();
        var (rows, slice) = (Math.Min(spec.BatchSize, LayerProducts.MaxRows), spec.EffectiveMicroBatchSize);
        for (var layer = 0; layer < spec.Network.LayerCount; layer++)
        {
            var block = ParameterLayout.Of(spec.Network).Layers[layer];
            var products = new LayerProducts(rows, block.Inputs, block.Outputs, slice);
            yield return
            [
                layer == 0 ? network : "", Invariant($"{block.Inputs} x {block.Outputs}"), Invariant($"{rows}"),
                .. Cells("forward", null, products.Forward),
                .. Cells("weight-gradient", slice, products.WeightGradient),
                // The gradient of the features is not needed.
                .. layer == 0 ? ["", "", ""] : Cells("input-gradient", null, products.InputGradient),
            ];

            string[] Cells(string product, int? sliceSize, Action work)
            {
                var speeds = Measure(run, products.Flop, work);
                run.WriteLine(Result(product, rows, block.Inputs, block.Outputs, sliceSize, network, speeds));
                return [Giga(speeds.Median), Giga(speeds.Best), Percent(speeds.Share)];
            }
        }
    }

    private static string[] Function(BenchRun run, ElementaryFunction function)
    {
        var speeds = Measure(run, ElementaryFunction.Elements, function.Evaluate);
        run.WriteLine(new FunctionMeasured(function.Name, speeds.Median, speeds.Best));
        return [function.Name, Invariant($"{speeds.Median / 1e6:N0}"), Invariant($"{speeds.Best / 1e6:N0}")];
    }

    /// <summary>Calls <paramref name="work"/> for long enough in each repeat, with the limit measured between repeats.</summary>
    /// <param name="run">The bench.</param>
    /// <param name="perCall">What a call does: floating-point operations, or elements.</param>
    /// <param name="work">The call.</param>
    private static Speeds Measure(BenchRun run, double perCall, Action work)
    {
        var speeds = new Speeds();
        var calls = 1;
        work();
        while (TimeOf(run, work, calls) < run.Request.KernelTime)
            calls *= 2;
        var limit = run.Limit.Measure();
        for (var repeat = 0; repeat < run.Request.Repeats; repeat++)
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            var seconds = TimeOf(run, work, calls).TotalSeconds;
            var limitAfter = run.Limit.Measure();
            speeds.Add(perCall * calls / seconds, limit, limitAfter);
            limit = limitAfter;
        }

        return speeds;
    }

    private static TimeSpan TimeOf(BenchRun run, Action work, int calls)
    {
        var started = run.Context.Time.GetTimestamp();
        for (var call = 0; call < calls; call++)
            work();
        return run.Context.Time.GetElapsedTime(started);
    }

    private static ProductMeasured Result(
        string product, int rows, int inputs, int outputs, int? sliceSize, string? network, Speeds speeds) => new(
        product, rows, inputs, outputs, sliceSize, network, speeds.Median / 1e9, speeds.Best / 1e9, speeds.Limit / 1e9, speeds.Share);

    private static string Giga(double flopPerSecond) => Invariant($"{flopPerSecond / 1e9:F1}");

    private static string Percent(double share) => Invariant($"{share * 100:F0} %");
}
