using System.Runtime.CompilerServices;

namespace ActorNet.Learning.Numerics;

internal static partial class Elementary
{
    /// <summary>Where e^x is surely infinite, and e^-x surely zero, and x is still within <see cref="ExpInRange{T}"/>.</summary>
    private const float ExpBound = 150f;

    private const float Log2E = 1.44269502f; // 0x3FB8AA3B
    private const float Ln2Rest = -1.90465421e-9f; // 0xB102E308: ln 2 - Ln2

    private const float Exp2 = 0.49999994f; // 0x3EFFFFFE
    private const float Exp3 = 0.166665211f; // 0x3E2AAA49
    private const float Exp4 = 0.041668389f; // 0x3D2AAC79
    private const float Exp5 = 0.00836872403f; // 0x3C091CF9
    private const float Exp6 = 0.00138145837f; // 0x3AB5120D

    /// <summary>
    /// e^x, at most 0.87 ulp from the exact value. Infinite above 88.7228, zero below -103.973.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x) where T : struct, IVector<T>
    {
        var bound = T.Broadcast(ExpBound);
        var zero = T.Broadcast(0f);
        var upper = T.Select(T.GreaterThan(bound, x), ExpInRange(x), T.Broadcast(float.PositiveInfinity));
        var lower = T.Select(T.GreaterThan(zero, x), zero, T.Broadcast(NotANumber));
        return T.Select(T.GreaterThan(x, T.Broadcast(-ExpBound)), upper, lower);
    }

    /// <summary>
    /// e^x for |x| at most 170: x = n·ln 2 + r (Cody and Waite, "Software manual for the elementary functions", 1980),
    /// a minimax polynomial for e^r, and 2^n as the product of two powers of two, so that overflow gives infinity and a
    /// subnormal result is rounded once more, by the last product only.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ExpInRange<T>(T x) where T : struct, IVector<T>
    {
        // The low bits of shifted are n + 254: halved, they are the exponent fields of 2^floor(n/2) and 2^ceil(n/2).
        var shift = T.Broadcast(RoundToInteger + 254f);
        var shifted = T.FusedMultiplyAdd(x, T.Broadcast(Log2E), shift);
        var n = shifted - shift;
        var r = T.FusedMultiplyAdd(n, T.Broadcast(-Ln2), x);
        r = T.FusedMultiplyAdd(n, T.Broadcast(-Ln2Rest), r);

        var one = T.Broadcast(1f);
        var p = T.FusedMultiplyAdd(T.Broadcast(Exp6), r, T.Broadcast(Exp5));
        p = T.FusedMultiplyAdd(p, r, T.Broadcast(Exp4));
        p = T.FusedMultiplyAdd(p, r, T.Broadcast(Exp3));
        p = T.FusedMultiplyAdd(p, r, T.Broadcast(Exp2));
        p = T.FusedMultiplyAdd(p, r, one);
        p = T.FusedMultiplyAdd(p, r, one);

        var floorHalf = T.ShiftLeft(T.ShiftRightArithmetic(shifted, 1), 23);
        var ceilingHalf = T.SubtractBits(T.ShiftLeft(shifted, 23), floorHalf);
        return p * floorHalf * ceilingHalf;
    }

    /// <summary>e^x for x at most 0; a NaN gives 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ExpOfNegative<T>(T x) where T : struct, IVector<T>
    {
        var bound = T.Broadcast(-ExpBound);
        return ExpInRange(T.Select(T.GreaterThan(x, bound), x, bound));
    }
}
