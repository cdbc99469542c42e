using ActorNet.Cli.Bench.Measured;
using BenchmarkDotNet.Attributes;

namespace ActorNet.Benchmarks;

/// <summary>Products of square matrices: 2·Size³ floating-point operations.</summary>
public class SquareProductBenchmarks
{
    private SquareProduct _product = null!;

    [Params(128, 256, 512, 1024)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup() => _product = new SquareProduct(Size);

    [Benchmark]
    public void Multiply() => _product.Multiply();
}
