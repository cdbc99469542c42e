namespace ActorNet.Cli.Bench.Scaling;

/// <summary>What a step takes in the nodes of a cluster beside computing, apart from links.</summary>
/// <param name="StepSeconds">Messages and waking threads, for every step.</param>
/// <param name="HashBytesPerSecond">The speed at which a node hashes parameters or gradients; infinite where that costs nothing.</param>
/// <param name="SumBytesPerSecond">The speed at which a gradient is read and added to another.</param>
/// <param name="UpdateBytesPerSecond">The parameters that the optimizer updates per second.</param>
internal sealed record NodeCosts(
    double StepSeconds, double HashBytesPerSecond, double SumBytesPerSecond, double UpdateBytesPerSecond)
{
    /// <summary>Nothing but computing and links takes time.</summary>
    public static NodeCosts None { get; } = new(0, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);

    /// <summary>
    /// Those of 2 virtual cores of EPYC processors (docs/performance.md). Measured: with a worker in another process, a step of 784-30-10
    /// takes 0.1 milliseconds longer than computing; 7.45 MB of parameters are hashed in 581 and updated in 975 microseconds. The speed of
    /// sums is chosen so that the model agrees with whole steps.
    /// </summary>
    public static NodeCosts Typical { get; } = new(0.1e-3, 12.8e9, 6e9, 7.6e9);
}
