using ActorNet.Learning.Numerics;

namespace ActorNet.Data.Digits;

/// <summary>Random numbers the hand needs beyond uniform ones.</summary>
internal static class RandomExtensions
{
    private const double UnitVariance = 0.8660254037844386;   // sqrt(3/4): four uniforms on [-1, 1) have variance 4/3

    /// <summary>
    /// A number of mean 0 and variance 1, bell-shaped and never beyond 3.47: the scaled sum of four uniform ones
    /// (Irwin and Hall). Bounded on purpose: no digit is torn apart by a rare outlier.
    /// </summary>
    public static double NextIrwinHall(this SeededRandom random)
    {
        double sum = random.NextSymmetricFloat();
        sum += random.NextSymmetricFloat();
        sum += random.NextSymmetricFloat();
        sum += random.NextSymmetricFloat();
        return UnitVariance * sum;
    }
}
