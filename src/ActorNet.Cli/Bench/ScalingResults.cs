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
/// <param name="Workers">The fewest workers, of the numbers asked for or one, whose step takes at most 5 % longer than the fastest.</param>
internal sealed record AdvisedWorkers(WireTopology Topology, int Workers);

/// <summary>The way between two processors was measured: see <see cref="CacheLineTrip"/>.</summary>
/// <param name="Repeat">Before which turn.</param>
/// <param name="Seconds">How long a cache line takes to another processor and back.</param>
internal sealed record CacheLineMeasured(int Repeat, double Seconds) : BenchLine("cache-line-measured");

/// <summary>A network was trained for some epochs.</summary>
internal sealed record ScalingTrained(
    string Network, int Batch, WorkerPlacement Placement, int Workers, int Threads, int Repeat, double SamplesPerSecond)
    : BenchLine("scaling-trained");

/// <summary>A setup was measured.</summary>
/// <param name="Network">Layer widths.</param>
/// <param name="Batch">Samples per step.</param>
/// <param name="Placement">"one-process", or "processes" of which each worker has one beside the coordinator's.</param>
/// <param name="Workers">The number of workers.</param>
/// <param name="Threads">Compute threads of each.</param>
/// <param name="SamplesPerSecond">Samples trained on per second, the median of the turns.</param>
/// <param name="LowestSamplesPerSecond">The lowest of the turns.</param>
/// <param name="HighestSamplesPerSecond">The highest of the turns.</param>
/// <param name="SpeedUp">Against one worker with one thread in the same turn, the median of the turns.</param>
/// <param name="LowestSpeedUp">The lowest of the turns.</param>
/// <param name="HighestSpeedUp">The highest of the turns.</param>
/// <param name="Efficiency">The speed-up for each compute thread.</param>
/// <param name="StepSeconds">The time of a step at the median speed.</param>
/// <param name="BusiestSeconds">How long the worker that computes most does so in a step.</param>
/// <param name="MeanSeconds">How long workers compute in a step, their mean.</param>
/// <param name="BytesIn">Bytes that the coordinator receives from workers per step; null in one process, and where not measured.</param>
/// <param name="BytesOut">Bytes that it sends to workers per step; null likewise.</param>
/// <param name="IsSharded">Whether workers add gradients among each other; null likewise.</param>
/// <param name="UpdateSeconds">The optimizer's step of one thread, measured alone.</param>
internal sealed record ScalingMeasured(
    string Network, int Batch, WorkerPlacement Placement, int Workers, int Threads, double SamplesPerSecond, double LowestSamplesPerSecond,
    double HighestSamplesPerSecond, double SpeedUp, double LowestSpeedUp, double HighestSpeedUp, double Efficiency, double StepSeconds,
    double BusiestSeconds, double MeanSeconds, double? BytesIn, double? BytesOut, bool? IsSharded, double UpdateSeconds)
    : BenchLine("scaling-measured");
