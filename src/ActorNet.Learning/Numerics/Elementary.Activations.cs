using System.Runtime.CompilerServices;

namespace ActorNet.Learning.Numerics;

internal static partial class Elementary
{
    /// <summary>Where tanh changes from its polynomial to its formula over e^2x.</summary>
    private const float TanhSplit = 0.625f;

    private const float Tanh3 = -0.333332807f; // 0xBEAAAA99
    private const float Tanh5 = 0.133314416f; // 0x3E088393
    private const float Tanh7 = -0.0537397154f; // 0xBD5C1E2D
    private const float Tanh9 = 0.0206390861f; // 0x3CA9134D
    private const float Tanh11 = -0.0057049864f; // 0xBBBAF0E5

    /// <summary>
    /// 1 / (1 + e^-x), at most 1.50 ulp from the exact value for x ≥ 0 and 2.32 for x &lt; 0, where it is taken as
    /// e^x / (1 + e^x): nothing overflows, and the left tail keeps its relative precision down to the subnormal numbers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x) where T : struct, IVector<T>
    {
        var one = T.Broadcast(1f);
        var e = ExpOfNegative(NegativeMagnitude(x));
        var oneOrNaN = T.Select(T.GreaterThan(x, T.Broadcast(-1f)), one, T.Broadcast(NotANumber));
        return T.Select(T.GreaterThan(T.Broadcast(0f), x), e, oneOrNaN) / (one + e);
    }

    /// <summary>
    /// log(1 + e^x) = max(x, 0) + log(1 + e^-|x|), at most 1.80 ulp from the exact value.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Softplus<T>(T x) where T : struct, IVector<T>
    {
        var zero = T.Broadcast(0f);
        var zeroOrNaN = T.Select(T.GreaterThan(T.Broadcast(1f), x), zero, T.Broadcast(NotANumber));
        var ramp = T.Select(T.GreaterThan(x, zero), x, zeroOrNaN);
        return Log1p(ExpOfNegative(NegativeMagnitude(x))) + ramp;
    }

    /// <summary>
    /// The hyperbolic tangent, at most 1.32 ulp from the exact value: an odd polynomial below 0.625 and
    /// 1 - 2 / (1 + e^2|x|) above, with the sign of x.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x) where T : struct, IVector<T>
    {
        var one = T.Broadcast(1f);
        var sign = T.And(x, T.Broadcast(-0f));
        var a = T.SubtractBits(x, sign);

        var z = a * a;
        var p = T.FusedMultiplyAdd(T.Broadcast(Tanh11), z, T.Broadcast(Tanh9));
        p = T.FusedMultiplyAdd(p, z, T.Broadcast(Tanh7));
        p = T.FusedMultiplyAdd(p, z, T.Broadcast(Tanh5));
        p = T.FusedMultiplyAdd(p, z, T.Broadcast(Tanh3));
        var small = T.FusedMultiplyAdd(p, a * z, a);

        var saturated = T.Broadcast(20f);
        var clamped = T.Select(T.GreaterThan(saturated, a), a, saturated);
        var large = T.FusedMultiplyAdd(T.Broadcast(-2f), one / (one + ExpInRange(clamped + clamped)), one);

        var magnitude = T.Select(T.GreaterThan(T.Broadcast(TanhSplit), a), small, large);
        return T.Select(T.GreaterThan(a, T.Broadcast(-1f)), T.Or(magnitude, sign), T.Broadcast(NotANumber));
    }
}
