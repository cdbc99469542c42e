using ActorNet.Cli.Bench.Scaling;

namespace ActorNet.Cli.Bench;

/// <summary>A step was predicted.</summary>
/// <param name="Network">Layer widths.</param>
/// <param name="Batch">Samples per step.</param>
/// <param name="Parameters">Weights and biases.</param>
/// <param name="SecondsPerSample">How long a worker computes the gradient of a sample.</param>
/// <param name="BitsPerSecond">What a link carries.</param>
/// <param name="LatencySeconds">From one machine to another.</param>
/// <param name="Topology">"star", "sharded" or "overlapped".</param>
/// <param name="Workers">The number of workers.</param>
/// <param name="StepSeconds">The predicted time of a step.</param>
/// <param name="SpeedUp">Against one worker.</param>
/// <param name="Efficiency">The speed-up for each worker.</param>
internal sealed record ScalingPredicted(
    string Network, int Batch, int Parameters, double SecondsPerSample, double BitsPerSecond, double LatencySeconds, WireTopology Topology,
    int Workers, double StepSeconds, double SpeedUp, double Efficiency) : BenchLine("scaling-predicted");

/// <summary>How many workers are worth it.</summary>
internal sealed record WorkersAdvised(string Network, int Batch, IReadOnlyList<AdvisedWorkers> Advice) : BenchLine("workers-advised");

/// <param name="Topology">The topology.</param>
/// <param name="Workers">The fewest workers of those asked for whose step takes at most 5 % longer than the fastest.</param>
internal sealed record AdvisedWorkers(WireTopology Topology, int Workers);
