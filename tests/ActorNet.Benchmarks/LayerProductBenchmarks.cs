using ActorNet.Cli.Bench;
using ActorNet.Cli.Bench.Measured;
using ActorNet.Cli.Train;
using ActorNet.Learning.Networks;
using BenchmarkDotNet.Attributes;

namespace ActorNet.Benchmarks;

/// <summary>The products of every layer of the standard networks: 2·rows·inputs·outputs floating-point operations each.</summary>
public class LayerProductBenchmarks
{
    private LayerProducts _products = null!;

    public static IEnumerable<LayerShape> Layers =>
        from spec in BenchNetworks.Of(new SpecRequest())
        from block in ParameterLayout.Of(spec.Network).Layers.ToArray()
        select new LayerShape(spec.BatchSize, block.Inputs, block.Outputs, spec.EffectiveMicroBatchSize);

    [ParamsSource(nameof(Layers))]
    public LayerShape Layer { get; set; } = null!;

    [GlobalSetup]
    public void Setup() => _products = new LayerProducts(Layer.Rows, Layer.Inputs, Layer.Outputs, Layer.SliceSize);

    [Benchmark]
    public void Forward() => _products.Forward();

    [Benchmark]
    public void WeightGradient() => _products.WeightGradient();

    [Benchmark]
    public void InputGradient() => _products.InputGradient();

    /// <summary>A layer's widths and the samples of a block.</summary>
    public sealed record LayerShape(int Rows, int Inputs, int Outputs, int SliceSize)
    {
        public override string ToString() => $"{Rows} x {Inputs} x {Outputs}, slices of {SliceSize}";
    }
}
