using System.Numerics;
using ActorNet.Learning.Networks;

namespace ActorNet.Cli.Bench.Scaling;

/// <summary>How the gradients of workers on machines of their own get together.</summary>
internal enum WireTopology
{
    /// <summary>The coordinator sends all parameters to each worker and adds the gradients of all.</summary>
    Star,

    /// <summary>Each worker adds a part of the gradient, and the coordinator updates the parameters.</summary>
    Sharded,

    /// <summary>As sharded, while workers compute; only the first layer waits for the links.</summary>
    Overlapped,
}

/// <summary>
/// How long a step of N workers takes, each on a machine of its own, as the coordinator. A batch takes C seconds of one worker's computing.
/// The parameters, or a gradient, have V bytes; a link carries W bytes per second in either direction, and a message arrives L later. Nodes
/// take k for a step, and hash, add and update H, R and U bytes per second.
/// </summary>
/// <param name="ComputeSeconds">C: the samples of a batch, times the seconds for each.</param>
/// <param name="VectorBytes">V.</param>
/// <param name="Rate">W.</param>
/// <param name="Delay">L.</param>
internal sealed record StepModel(double ComputeSeconds, double VectorBytes, LinkRate Rate, LinkDelay Delay)
{
    /// <summary>Parameters are hashed twice, gradients too.</summary>
    private const int Hashes = 4;

    /// <summary>k, H, R and U.</summary>
    public NodeCosts Costs { get; init; } = NodeCosts.None;

    /// <summary>The first layer's share of the parameters, 0 to 1: its gradient is computed last, and its weights are needed first.</summary>
    public double FirstLayerShare { get; init; } = 1;

    /// <summary>One worker in the coordinator's process: C + V/U.</summary>
    public double AloneSeconds => ComputeSeconds + UpdateSeconds;

    private double VectorSeconds => VectorBytes / Rate.BytesPerSecond;

    private double UpdateSeconds => VectorBytes / Costs.UpdateBytesPerSecond;

    private double HashSeconds => Hashes * VectorBytes / Costs.HashBytesPerSecond;

    private double SumSeconds => VectorBytes / Costs.SumBytesPerSecond;

    public static double FirstLayerShareOf(NetworkSpec network)
    {
        var first = ParameterLayout.Of(network).Layers[0];
        return (first.Inputs + 1.0) * first.Outputs / network.ParameterCount;
    }

    /// <summary>The seconds that a step takes.</summary>
    public double SecondsOf(WireTopology topology, int workers) => topology switch
    {
        WireTopology.Star => Star(workers),
        WireTopology.Sharded => Sharded(workers),
        WireTopology.Overlapped => Overlapped(workers),
        _ => throw new ArgumentOutOfRangeException(nameof(topology), topology, "Not a topology."),
    };

    /// <summary>
    /// All parameters leave through the coordinator's link, and all gradients arrive through it: C/N + 2·N·V/W + 2·L + k + 4·V/H + N·V/R +
    /// V/U.
    /// </summary>
    private double Star(int workers) =>
        ComputeSeconds / workers + 2 * workers * VectorSeconds + 2 * Delay.Seconds + NodeSeconds + workers * SumSeconds;

    /// <summary>
    /// Each worker sends 2·V·(N-1)/N to the others and V/N to the coordinator, and receives as much:
    /// C/N + 2·V/W·((N-1)/N + 1/N) + 2·⌈log2 N⌉·L + k + 4·V/H + V/R + V/U.
    /// </summary>
    private double Sharded(int workers) => ComputeSeconds / workers + 2 * VectorSeconds + ExchangeSeconds(workers);

    /// <summary>As sharded, but with f the first layer's share: max(C/N, 2·(1-f)·V/W) + 2·f·V/W in place of C/N + 2·V/W.</summary>
    private double Overlapped(int workers) =>
        Math.Max(ComputeSeconds / workers, 2 * (1 - FirstLayerShare) * VectorSeconds) + 2 * FirstLayerShare * VectorSeconds
            + ExchangeSeconds(workers);

    private double NodeSeconds => Costs.StepSeconds + HashSeconds + UpdateSeconds;

    private double ExchangeSeconds(int workers)
    {
        var rounds = BitOperations.Log2((uint)workers * 2 - 1);
        return 2 * rounds * Delay.Seconds + NodeSeconds + SumSeconds;
    }
}
