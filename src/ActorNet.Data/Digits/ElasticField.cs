using ActorNet.Learning.Numerics;

namespace ActorNet.Data.Digits;

/// <summary>
/// A smooth displacement over the square [-1, 1]^2: the second-degree part of a Legendre series. Lower degrees are shift,
/// slant and stretch, which <see cref="DigitTraceGenerator"/> applies separately; higher degrees look unnatural.
/// </summary>
/// <param name="UU">Coefficient of P2(u).</param>
/// <param name="UV">Coefficient of u v.</param>
/// <param name="VV">Coefficient of P2(v).</param>
internal readonly record struct ElasticField(double UU, double UV, double VV)
{
    private const double Amplitude = 0.12;

    public static ElasticField Draw(SeededRandom random) =>
        new(Amplitude * random.NextIrwinHall(), Amplitude * random.NextIrwinHall(), Amplitude * random.NextIrwinHall());

    /// <summary>The displacement at (u, v), in units of u and v.</summary>
    public double At(double u, double v) => UU * (1.5 * u * u - 0.5) + UV * u * v + VV * (1.5 * v * v - 0.5);
}
