using ActorNet.Learning.Numerics;

namespace ActorNet.Data.Digits;

internal static class RandomExtensions
{
    private const double UnitVariance = 0.8660254037844386;   // sqrt(3/4): four uniforms on [-1, 1) have variance 4/3

    /// <summary>
    /// Draws from a scaled Irwin-Hall distribution (the sum of four uniforms): bell-shaped, mean 0, variance 1, magnitude at
    /// most 3.47. Bounded so that no outlier distorts a digit beyond recognition.
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
