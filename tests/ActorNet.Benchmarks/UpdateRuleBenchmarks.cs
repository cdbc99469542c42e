using ActorNet.Cli.Bench.Measured;
using ActorNet.Learning.Matrices;
using ActorNet.Learning.Optimizers;
using BenchmarkDotNet.Attributes;

namespace ActorNet.Benchmarks;

/// <summary>The optimizers' passes over parameters, gradient and state; times are per parameter.</summary>
public class UpdateRuleBenchmarks
{
    /// <summary>About the size of 784-256-10.</summary>
    private const int Parameters = 200_000;

    private static readonly UpdateConstants Constants = new(
        SampleCount: 128, LearningRate: 1e-6f, L2: 0, Momentum: 0.9f, Beta1: 0.9f, Beta2: 0.999f, Correction1: 0.5f, Correction2: 0.5f,
        Epsilon: 1e-8f);

    // Parameters, next parameters, gradient sum, and two states, each followed by its next state.
    private readonly float[][] _vectors = [.. Enumerable.Range(0, 7).Select(_ => new float[Parameters])];

    [ParamsAllValues]
    public OptimizerKind Rule { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        RandomNumbers.Fill(_vectors[0], 0);
        RandomNumbers.Fill(_vectors[2], 1);
        // State may be a sum of squares, which must not be negative.
        Array.Fill(_vectors[3], 1f);
        Array.Fill(_vectors[5], 1f);
    }

    [Benchmark(OperationsPerInvoke = Parameters)]
    public bool Update() => Kernels.Best.Update(Rule, Constants, new UpdateSpans
    {
        Parameters = _vectors[0],
        NextParameters = _vectors[1],
        GradientSum = _vectors[2],
        State0 = _vectors[3],
        NextState0 = _vectors[4],
        State1 = _vectors[5],
        NextState1 = _vectors[6],
    });
}
