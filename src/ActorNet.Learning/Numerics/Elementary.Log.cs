using System.Runtime.CompilerServices;

namespace ActorNet.Learning.Numerics;

internal static partial class Elementary
{
    private const float HalfRoot2 = 0.707106769f; // 0x3F3504F3
    private const float Root2LessOne = 0.414213568f; // 0x3ED413CD

    private const float Log3 = 0.333333313f; // 0x3EAAAAAA
    private const float Log4 = -0.250008196f; // 0xBE800113
    private const float Log5 = 0.200012267f; // 0x3E4CD004
    private const float Log6 = -0.166233569f; // 0xBE2A3922
    private const float Log7 = 0.142017588f; // 0x3E116D0F
    private const float Log8 = -0.131601825f; // 0xBE06C2A1
    private const float Log9 = 0.12761575f; // 0x3E02ADB4
    private const float Log10 = -0.0763449445f; // 0xBD9C5ABD

    /// <summary>
    /// The natural logarithm, at most 0.92 ulp from the exact value. Zero gives minus infinity, a negative number NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log<T>(T x) where T : struct, IVector<T>
    {
        var infinity = T.Broadcast(float.PositiveInfinity);
        var positive = T.Select(T.GreaterThan(infinity, x), LogOfPositive(x), infinity);
        var isZero = T.GreaterThan(x, T.Broadcast(-float.Epsilon));
        var other = T.Select(isZero, T.Broadcast(float.NegativeInfinity), T.Broadcast(NotANumber));
        return T.Select(T.GreaterThan(x, T.Broadcast(0f)), positive, other);
    }

    /// <summary>
    /// log(1 + x) for x in [0, 1], at most 1.43 ulp from the exact value: log 2 + log((1 + x) / 2) above √2 - 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log1p<T>(T x) where T : struct, IVector<T>
    {
        var half = T.Broadcast(0.5f);
        var halve = T.GreaterThan(x, T.Broadcast(Root2LessOne));
        var f = T.Select(halve, T.FusedMultiplyAdd(x, half, T.Broadcast(-0.5f)), x);
        return LogOfOnePlus(f) + T.And(halve, T.Broadcast(Ln2));
    }

    /// <summary>log x for x positive and finite: x = 2^k·m with m in [√2/2, √2), k·log 2 + log m.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LogOfPositive<T>(T x) where T : struct, IVector<T>
    {
        var magic = T.Broadcast(RoundToInteger);
        var subnormal = T.GreaterThan(T.Broadcast(MinNormal), x);
        var normal = T.Select(subnormal, x * T.Broadcast(8388608f), x); // 2^23
        var origin = T.Select(subnormal, T.Broadcast(RoundToInteger - 23f), magic);

        var distance = T.SubtractBits(normal, T.Broadcast(HalfRoot2));
        var exponent = T.ShiftRightArithmetic(distance, 23);
        var m = T.SubtractBits(normal, T.ShiftLeft(exponent, 23));
        var k = T.AddBits(origin, exponent) - magic;
        return T.FusedMultiplyAdd(k, T.Broadcast(Ln2), LogOfOnePlus(m - T.Broadcast(1f)));
    }

    /// <summary>log(1 + f) = f + f²·(-1/2 + f·P(f)) for f in [√2/2 - 1, √2 - 1], P minimax for the relative error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T LogOfOnePlus<T>(T f) where T : struct, IVector<T>
    {
        var p = T.FusedMultiplyAdd(T.Broadcast(Log10), f, T.Broadcast(Log9));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(Log8));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(Log7));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(Log6));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(Log5));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(Log4));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(Log3));
        p = T.FusedMultiplyAdd(p, f, T.Broadcast(-0.5f));
        return T.FusedMultiplyAdd(p, f * f, f);
    }
}
