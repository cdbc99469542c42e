namespace ActorNet.Learning.Numerics;

/// <summary>
/// The elementary functions of the law. Each is written once, over <see cref="IVector{TSelf}"/>, out of operations that every processor
/// rounds alike: a lane gets the same bits at every vector width, for every input. A NaN result is always 0x7FC00000, whatever the input
/// NaN. docs/law.md states every operation and constant.
/// </summary>
/// <remarks>
/// An ulp is the distance between neighbouring floats at the exact result; subnormal results count like all others. The stated errors
/// were measured against double precision: exp and log over every float, the others over every float of magnitude 2^-27 to 112 and every
/// 997th beyond, where they are linear or constant.
/// </remarks>
internal static partial class Elementary
{
    private const float Ln2 = 0.693147182f; // 0x3F317218
    private const float MinNormal = 1.17549435e-38f; // 0x00800000

    /// <summary>1.5·2^23: adding it rounds a small float to an integer, which is then in the low bits of the sum.</summary>
    private const float RoundToInteger = 12582912f; // 0x4B400000

    public static float Exp(float x) => Lane(Exp(Simd1.Broadcast(x)));

    public static float Log(float x) => Lane(Log(Simd1.Broadcast(x)));

    public static float Log1p(float x) => Lane(Log1p(Simd1.Broadcast(x)));

    public static float Sigmoid(float x) => Lane(Sigmoid(Simd1.Broadcast(x)));

    public static float Softplus(float x) => Lane(Softplus(Simd1.Broadcast(x)));

    public static float Tanh(float x) => Lane(Tanh(Simd1.Broadcast(x)));

    private static float Lane(Simd1 value)
    {
        var lane = 0f;
        Simd1.Store(value, ref lane);
        return lane;
    }

    /// <summary>0x7FC00000. (float.NaN is 0xFFC00000, the result of 0/0 on x86; on other processors it is 0x7FC00000.)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T CanonicalNaN<T>() where T : struct, IVector<T> => T.Broadcast(BitConverter.Int32BitsToSingle(0x7FC00000));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T NegativeMagnitude<T>(T x) where T : struct, IVector<T> => T.Or(x, T.Broadcast(-0f));
}
