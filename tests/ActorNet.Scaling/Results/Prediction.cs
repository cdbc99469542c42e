using System.Numerics;
using ActorNet.Scaling.Machines;

namespace ActorNet.Scaling.Results;

/// <summary>
/// How long a step should take, where computing and the links are all that takes time, and neither waits for the other. The parameters,
/// or a gradient, have V bytes, a link carries W bytes per second in either direction, and a message arrives L later.
/// </summary>
internal static class Prediction
{
    /// <summary>
    /// All workers' parameters leave through the coordinator's link, and all gradients arrive through it: B·c/N + 2·N·V/W + 2·L.
    /// </summary>
    public static double Star(double computing, int workers, double vectorBytes, LinkShape link) =>
        computing / workers + 2 * workers * vectorBytes / link.Rate.BytesPerSecond + 2 * link.Delay.Seconds;

    /// <summary>
    /// Each worker adds one of N parts of the gradient, exchanges parts with the others, and its own with the coordinator:
    /// B·c/N + 2·V/W·((N-1)/N + 1/N) + 2·⌈log2 N⌉·L.
    /// </summary>
    public static double Sharded(double computing, int workers, double vectorBytes, LinkShape link)
    {
        var withOthers = (workers - 1.0) / workers;
        var withCoordinator = 1.0 / workers;
        var rounds = BitOperations.Log2((uint)workers * 2 - 1);
        return computing / workers + 2 * vectorBytes / link.Rate.BytesPerSecond * (withOthers + withCoordinator)
            + 2 * rounds * link.Delay.Seconds;
    }
}
