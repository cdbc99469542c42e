namespace ActorNet.Learning.Numerics;

internal static partial class Elementary
{
    /// <summary>From here on e^x is infinite, and zero up to its negative.</summary>
    private const float ExpBound = 150f;

    /// <summary>Up to here e^x is zero: less than half the smallest subnormal number, 2^-149.</summary>
    private const float ExpUnderflow = -104f;

    private const float Log2E = 1.44269502f; // 0x3FB8AA3B
    private const float Ln2Rest = -1.90465421e-9f; // 0xB102E308: ln 2 - Ln2

    private const float ExpTerm2 = 0.499999881f; // 0x3EFFFFFC
    private const float ExpTerm3 = 0.166664526f; // 0x3E2AAA1B
    private const float ExpTerm4 = 0.0416680835f; // 0x3D2AAC27
    private const float ExpTerm5 = 0.00837485865f; // 0x3C0936B4
    private const float ExpTerm6 = 0.0013886299f; // 0x3AB602B0

    /// <summary>e^x, within 0.88 ulp: infinity from 88.7228 on, zero up to -103.973.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x) where T : struct, IVector<T>
    {
        // Two factors, since 2^n alone may be out of range: shifted ends in n + 254, so its two halves are the exponent fields of
        // 2^floor(n/2) and 2^ceil(n/2). Only the last product can round.
        var e = ExpOfRemainder(x, 254f, out var shifted);
        var floorHalf = T.ShiftLeft(T.ShiftRightArithmetic(shifted, 1), 23);
        var ceilingHalf = T.SubtractBits(T.ShiftLeft(shifted, 23), floorHalf);
        e = e * floorHalf * ceilingHalf;

        var bound = T.Broadcast(ExpBound);
        var zero = T.Broadcast(0f);
        e = T.Select(T.GreaterThan(bound, x), e, T.Broadcast(float.PositiveInfinity));
        var other = T.Select(T.GreaterThan(zero, x), zero, CanonicalNaN<T>());
        return T.Select(T.GreaterThan(x, T.Broadcast(-ExpBound)), e, other);
    }

    /// <summary>e^x for x at most 0: the bits of <see cref="Exp{T}"/> in fewer operations, except that NaN gives 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ExpOfNegative<T>(T x) where T : struct, IVector<T>
    {
        var underflow = T.Broadcast(ExpUnderflow);
        var clamped = T.Select(T.GreaterThan(x, underflow), x, underflow);
        var e = ExpOfRemainder(clamped, 64f, out var shifted);
        return T.AddBits(e, T.ShiftLeft(shifted, 23)) * T.Broadcast(5.42101086e-20f); // 2^-64, 0x1F800000
    }

    /// <summary>
    /// With x = n·ln 2 + r (Cody and Waite, "Software manual for the elementary functions", 1980): e^r, by a polynomial
    /// minimax for the relative error, and n + <paramref name="bias"/> in the low bits of <paramref name="shifted"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ExpOfRemainder<T>(T x, float bias, out T shifted) where T : struct, IVector<T>
    {
        var shift = T.Broadcast(RoundToInteger + bias);
        shifted = T.FusedMultiplyAdd(x, T.Broadcast(Log2E), shift);
        var n = shifted - shift;
        var r = T.FusedMultiplyAdd(n, T.Broadcast(-Ln2), x);
        r = T.FusedMultiplyAdd(n, T.Broadcast(-Ln2Rest), r);

        var one = T.Broadcast(1f);
        var p = T.FusedMultiplyAdd(T.Broadcast(ExpTerm6), r, T.Broadcast(ExpTerm5));
        p = T.FusedMultiplyAdd(p, r, T.Broadcast(ExpTerm4));
        p = T.FusedMultiplyAdd(p, r, T.Broadcast(ExpTerm3));
        p = T.FusedMultiplyAdd(p, r, T.Broadcast(ExpTerm2));
        p = T.FusedMultiplyAdd(p, r, one);
        return T.FusedMultiplyAdd(p, r, one);
    }
}
