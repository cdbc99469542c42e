using ActorNet.Learning.Numerics;

namespace ActorNet.Data.Digits;

/// <summary>
/// A smooth displacement over the square -1 to 1: the second-degree part of a series of Legendre polynomials. The lower
/// degrees are shift, slant and stretch, which <see cref="DigitTraceGenerator"/> draws itself; higher ones look like a broken hand.
/// </summary>
/// <param name="UU">The coefficient of P2(u).</param>
/// <param name="UV">The coefficient of u v.</param>
/// <param name="VV">The coefficient of P2(v).</param>
internal readonly record struct ElasticField(double UU, double UV, double VV)
{
    private const double Amplitude = 0.12;

    /// <summary>A random field.</summary>
    public static ElasticField Draw(SeededRandom random) =>
        new(Amplitude * random.NextIrwinHall(), Amplitude * random.NextIrwinHall(), Amplitude * random.NextIrwinHall());

    /// <summary>The displacement at (u, v), in the unit of u and v.</summary>
    public double At(double u, double v) => UU * (1.5 * u * u - 0.5) + UV * u * v + VV * (1.5 * v * v - 0.5);
}
