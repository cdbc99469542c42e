namespace ActorNet.Learning.Numerics;

internal static partial class Elementary
{
    private const double CosineTerm1 = -0.9348022005446766; // 0xBFEDE9E64DF22EDA
    private const double CosineTerm2 = 0.3195033242377301; // 0x3FD472BE12241E10
    private const double CosineTerm3 = -0.0572494718898526; // 0xBFAD4FCD82F5DB3B
    private const double CosineTerm4 = 0.006332742520552829; // 0x3F79F05CA050F304
    private const double CosineTerm5 = -0.00047591818465555054; // 0xBF3F309509E61949
    private const double CosineTerm6 = 2.588113766195131e-05; // 0x3EFB236A3CCA49D7
    private const double CosineTerm7 = -1.0357578138077222e-06; // 0xBEB1608BC284F7F6

    /// <summary>
    /// cos(πx) for x in [0, 1], within 2e-16 of the exact value, in plain (never fused) double operations. With u = min(x, 1 - x) it is
    /// ±(1 - 4u²)·P(u²), P minimax; so it is exactly 1, 0 and -1 at 0, 1/2 and 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="x"/> is outside [0, 1] or NaN.</exception>
    public static double CosineOfPi(double x)
    {
        if (!(x >= 0 && x <= 1))
            throw new ArgumentOutOfRangeException(nameof(x), x, "cos(πx) is computed for x in [0, 1] only.");

        var mirrored = x > 0.5;
        var u = mirrored ? 1 - x : x;
        var z = u * u;
        var p = CosineTerm7 * z + CosineTerm6;
        p = p * z + CosineTerm5;
        p = p * z + CosineTerm4;
        p = p * z + CosineTerm3;
        p = p * z + CosineTerm2;
        p = p * z + CosineTerm1;
        p = p * z + 1;
        var cosine = (1 - 4 * z) * p;
        return mirrored ? -cosine : cosine;
    }
}
