namespace ActorNet.Learning.Numerics;

internal static partial class Elementary
{
    /// <summary>Below it tanh uses its polynomial, from it on its formula over e^2x.</summary>
    private const float TanhSplit = 0.75f;

    /// <summary>From here on tanh is 1 to the last bit.</summary>
    private const float TanhSaturation = 10f;

    private const float TanhTerm3 = -0.33333075f; // 0xBEAAAA54
    private const float TanhTerm5 = 0.133265376f; // 0x3E0876B8
    private const float TanhTerm7 = -0.0533903837f; // 0xBD5AAFE0
    private const float TanhTerm9 = 0.0196644925f; // 0x3CA1176E
    private const float TanhTerm11 = -0.00476851407f; // 0xBB9C4132

    /// <summary>
    /// 1 / (1 + e^-x), within 1.61 ulp. With e = e^-|x| and s = e / (1 + e) it is 1 - s from 0 on and e - e·s below: nothing overflows,
    /// and the left tail, where e·s vanishes beside e, is as precise as e itself down to the subnormal numbers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x) where T : struct, IVector<T>
    {
        var e = ExpOfNegative(NegativeMagnitude(x));
        var minusS = e / (T.Broadcast(-1f) - e);
        var oneOrNaN = T.Select(T.GreaterThan(x, T.Broadcast(-1f)), T.Broadcast(1f), CanonicalNaN<T>());
        var limit = T.Select(T.GreaterThan(T.Broadcast(0f), x), e, oneOrNaN);
        return T.FusedMultiplyAdd(limit, minusS, limit);
    }

    /// <summary>log(1 + e^x) = max(x, 0) + log(1 + e^-|x|), within 1.71 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Softplus<T>(T x) where T : struct, IVector<T>
    {
        var zero = T.Broadcast(0f);
        var zeroOrNaN = T.Select(T.GreaterThan(T.Broadcast(1f), x), zero, CanonicalNaN<T>());
        var ramp = T.Select(T.GreaterThan(x, zero), x, zeroOrNaN);
        return Log1p(ExpOfNegative(NegativeMagnitude(x))) + ramp;
    }

    /// <summary>
    /// The hyperbolic tangent, within 1.08 ulp: an odd polynomial below 3/4 and 1 - 2 / (1 + e^2|x|) above, with the sign of x.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x) where T : struct, IVector<T>
    {
        var one = T.Broadcast(1f);
        var sign = T.And(x, T.Broadcast(-0f));
        var a = T.SubtractBits(x, sign);

        var z = a * a;
        var p = T.FusedMultiplyAdd(T.Broadcast(TanhTerm11), z, T.Broadcast(TanhTerm9));
        p = T.FusedMultiplyAdd(p, z, T.Broadcast(TanhTerm7));
        p = T.FusedMultiplyAdd(p, z, T.Broadcast(TanhTerm5));
        p = T.FusedMultiplyAdd(p, z, T.Broadcast(TanhTerm3));
        var small = T.FusedMultiplyAdd(p, a * z, a);

        var saturation = T.Broadcast(TanhSaturation);
        var clamped = T.Select(T.GreaterThan(saturation, a), a, saturation);
        var e = ExpOfRemainder(clamped + clamped, 0f, out var shifted);
        e = T.AddBits(e, T.ShiftLeft(shifted, 23));
        var large = T.FusedMultiplyAdd(T.Broadcast(-2f), one / (one + e), one);

        var magnitude = T.Select(T.GreaterThan(T.Broadcast(TanhSplit), a), small, large);
        return T.Select(T.GreaterThan(a, T.Broadcast(-1f)), T.Or(magnitude, sign), CanonicalNaN<T>());
    }
}
