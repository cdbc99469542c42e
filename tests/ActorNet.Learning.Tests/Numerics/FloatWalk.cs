namespace ActorNet.Learning.Tests.Numerics;

/// <summary>Inputs that cover the whole range of floats: every exponent, both signs, subnormal numbers and the edges.</summary>
internal static class FloatWalk
{
    /// <summary>A prime, so that the walk reaches different mantissas in each binade: about 143,000 floats.</summary>
    private const uint Stride = 29_989;

    /// <summary>Zeros, units, the ends of the subnormal and normal ranges, infinities, NaNs of several kinds, and thresholds.</summary>
    public static readonly float[] SpecialValues =
    [
        0f, -0f, float.Epsilon, -float.Epsilon, FromBits(0x007FFFFF), FromBits(0x807FFFFF), FromBits(0x00800000), FromBits(0x80800000),
        1f, -1f, MathF.BitDecrement(1f), MathF.BitIncrement(1f), 0.5f, 2f, -0.5f, -2f, MathF.E, 0.625f, MathF.BitDecrement(0.625f),
        88.72283f, 88.72284f, 89f, -87.33654f, -87.33655f, -103.2789f, -103.9720f, -103.9721f, -104f, 149.99998f, 150f, -150f, 170f, -170f,
        9.01f, -9.01f, 10f, 20f, -20f, 16.63553f, -16.63553f, 0.41421354f, 0.4142136f, 0.70710677f, 1.4142135f, 1.4142137f,
        8388608f, -8388608f, 16777216f, 1e30f, -1e30f, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity,
        float.NaN, FromBits(0x7FC00000), FromBits(0x7F800001), FromBits(0xFF800001), FromBits(0x7FFFFFFF), FromBits(0xFFFFFFFF),
    ];

    /// <summary>The special values and every <see cref="Stride"/>th bit pattern that is not a NaN.</summary>
    public static IEnumerable<float> Numbers()
    {
        foreach (var x in SpecialValues)
        {
            if (!float.IsNaN(x))
                yield return x;
        }

        for (ulong bits = 0; bits <= uint.MaxValue; bits += Stride)
        {
            var x = FromBits((uint)bits);
            if (!float.IsNaN(x))
                yield return x;
        }
    }

    public static float FromBits(uint bits) => BitConverter.UInt32BitsToSingle(bits);

    public static string Describe(float x) => $"{x:R} (0x{BitConverter.SingleToUInt32Bits(x):X8})";
}
