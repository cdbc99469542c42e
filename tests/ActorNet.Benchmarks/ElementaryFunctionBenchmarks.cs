using ActorNet.Cli.Bench.Measured;
using BenchmarkDotNet.Attributes;

namespace ActorNet.Benchmarks;

/// <summary>Elementary functions; times are per element.</summary>
public class ElementaryFunctionBenchmarks
{
    private ElementaryFunction _function = null!;

    public static IEnumerable<string> Names => ElementaryFunction.All.Select(function => function.Name);

    [ParamsSource(nameof(Names))]
    public string Function { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _function = ElementaryFunction.All.Single(function => function.Name == Function);

    [Benchmark(OperationsPerInvoke = ElementaryFunction.Elements)]
    public void Evaluate() => _function.Evaluate();
}
