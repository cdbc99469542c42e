namespace ActorNet.Learning.Tests.Numerics;

/// <summary>The distance of a float from an exact value, in units of the last place of a float at that value.</summary>
internal static class Ulp
{
    /// <summary>The successor of the largest float stands for infinity, so that overflow is measured like any rounding.</summary>
    private const double Infinity = 340282366920938463463374607431768211456.0; // 2^128

    /// <summary>The error in ulp: 0 if both are NaN, infinite if one is.</summary>
    public static double Error(float actual, double exact)
    {
        if (float.IsNaN(actual) || double.IsNaN(exact))
            return float.IsNaN(actual) && double.IsNaN(exact) ? 0 : double.PositiveInfinity;
        exact = Math.Clamp(exact, -Infinity, Infinity);
        var exponent = Math.Clamp(exact == 0 ? -126 : Math.ILogB(exact), -126, 127);
        return Math.Abs(Math.Clamp(actual, -Infinity, Infinity) - exact) / Math.ScaleB(1, exponent - 23);
    }
}
