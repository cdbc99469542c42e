namespace ActorNet.Learning.Numerics;

internal static partial class Elementary
{
    private const float LogTerm3 = 0.33333537f; // 0x3EAAAAEF
    private const float LogTerm4 = -0.250001013f; // 0xBE800022
    private const float LogTerm5 = 0.19989717f; // 0x3E4CB1D8
    private const float LogTerm6 = -0.166462958f; // 0xBE2A7544
    private const float LogTerm7 = 0.144701466f; // 0x3E142C9F
    private const float LogTerm8 = -0.131356075f; // 0xBE068235
    private const float LogTerm9 = 0.10488449f; // 0x3DD6CDAE
    private const float LogTerm10 = -0.0458515286f; // 0xBD3BCED0

    /// <summary>The natural logarithm, within 0.91 ulp; minus infinity for zero, NaN for negative numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log<T>(T x) where T : struct, IVector<T>
    {
        var infinity = T.Broadcast(float.PositiveInfinity);
        var positive = T.Select(T.GreaterThan(infinity, x), LogOfPositive(x), infinity);
        var isZero = T.GreaterThan(x, T.Broadcast(-float.Epsilon));
        var other = T.Select(isZero, T.Broadcast(float.NegativeInfinity), CanonicalNaN<T>());
        return T.Select(T.GreaterThan(x, T.Broadcast(0f)), positive, other);
    }

    /// <summary>log(1 + x) for x in [0, 1], within 0.91 ulp; above 1/2 computed as log 2 + log(1 + (x - 1) / 2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log1p<T>(T x) where T : struct, IVector<T>
    {
        var half = T.Broadcast(0.5f);
        var halve = T.GreaterThan(x, half);
        var f = T.Select(halve, T.FusedMultiplyAdd(x, half, T.Broadcast(-0.5f)), x);
        return LogOfOnePlus(f) + T.And(halve, T.Broadcast(Ln2));
    }

    /// <summary>log x = k·log 2 + log m for x = 2^k·m positive and finite, m in [3/4, 3/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LogOfPositive<T>(T x) where T : struct, IVector<T>
    {
        var origin = T.Broadcast(RoundToInteger);
        var subnormal = T.GreaterThan(T.Broadcast(MinNormal), x);
        var normal = T.Select(subnormal, x * T.Broadcast(8388608f), x); // 2^23
        var start = T.Select(subnormal, T.Broadcast(RoundToInteger - 23f), origin);

        var exponent = T.ShiftRightArithmetic(T.SubtractBits(normal, T.Broadcast(0.75f)), 23);
        var m = T.SubtractBits(normal, T.ShiftLeft(exponent, 23));
        var k = T.AddBits(start, exponent) - origin;
        return T.FusedMultiplyAdd(k, T.Broadcast(Ln2), LogOfOnePlus(m - T.Broadcast(1f)));
    }

    /// <summary>log(1 + f) = f + f²·(-1/2 + f·P(f)) for f in [-1/4, 1/2], P minimax for the relative error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LogOfOnePlus<T>(T f) where T : struct, IVector<T>
    {
        var p = T.FusedMultiplyAdd(T.Broadcast(LogTerm10), f, T.Broadcast(LogTerm9));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(LogTerm8));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(LogTerm7));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(LogTerm6));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(LogTerm5));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(LogTerm4));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(LogTerm3));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(-0.5f));
        return T.FusedMultiplyAdd(p, f * f, f);
    }
}
