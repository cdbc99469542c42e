using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ActorNet.Learning.Numerics;

/// <summary>8 floats in a 256-bit register.</summary>
internal struct Simd8 : IVector<Simd8>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private Vector256<float> _lanes;

    [MethodImpl(Inline)] private Simd8(Vector256<float> lanes) => _lanes = lanes;

    public static int Count => 8;
    public static bool IsSupported => Vector256.IsHardwareAccelerated;
    public static int Registers => Avx512F.VL.IsSupported ? 32 : 16;

    [MethodImpl(Inline)] public static Simd8 Load(ref readonly float source) => new(Vector256.LoadUnsafe(in source));
    [MethodImpl(Inline)] public static void Store(Simd8 value, ref float destination) => value._lanes.StoreUnsafe(ref destination);
    [MethodImpl(Inline)] public static Simd8 Broadcast(float value) => new(Vector256.Create(value));
    [MethodImpl(Inline)] public static Simd8 operator +(Simd8 left, Simd8 right) => new(left._lanes + right._lanes);
    [MethodImpl(Inline)] public static Simd8 operator -(Simd8 left, Simd8 right) => new(left._lanes - right._lanes);
    [MethodImpl(Inline)] public static Simd8 operator *(Simd8 left, Simd8 right) => new(left._lanes * right._lanes);
    [MethodImpl(Inline)] public static Simd8 operator /(Simd8 left, Simd8 right) => new(left._lanes / right._lanes);
    [MethodImpl(Inline)] public static Simd8 FusedMultiplyAdd(Simd8 a, Simd8 b, Simd8 c) =>
        new(Vector256.FusedMultiplyAdd(a._lanes, b._lanes, c._lanes));
    [MethodImpl(Inline)] public static void MultiplyAdd(ref Simd8 sum, Simd8 a, Simd8 b) =>
        sum._lanes = Vector256.FusedMultiplyAdd(a._lanes, b._lanes, sum._lanes);
    [MethodImpl(Inline)] public static void StartMultiplyAdd(ref Simd8 sum, ref readonly float start, Simd8 a, Simd8 b) =>
        sum._lanes = Vector256.FusedMultiplyAdd(a._lanes, b._lanes, Vector256.LoadUnsafe(in start));
    [MethodImpl(Inline)] public static void AddLeft(ref Simd8 sum, ref readonly float left) =>
        sum._lanes = Vector256.LoadUnsafe(in left) + sum._lanes;
    [MethodImpl(Inline)] public static Simd8 Sqrt(Simd8 value) => new(Vector256.Sqrt(value._lanes));
    [MethodImpl(Inline)] public static bool IsZero(Simd8 value) => Vector256.EqualsAll(value._lanes, Vector256<float>.Zero);
    [MethodImpl(Inline)] public static Simd8 IsNegativeZero(Simd8 value) =>
        new(Vector256.Equals(value._lanes.AsInt32(), Vector256.Create(int.MinValue)).AsSingle());
    [MethodImpl(Inline)] public static bool Any(Simd8 mask) => Vector256.EqualsAny(mask._lanes.AsInt32(), Vector256<int>.AllBitsSet);
    [MethodImpl(Inline)] public static Simd8 GreaterThan(Simd8 left, Simd8 right) => new(Vector256.GreaterThan(left._lanes, right._lanes));
    [MethodImpl(Inline)] public static Simd8 Select(Simd8 mask, Simd8 whenTrue, Simd8 whenFalse) =>
        new(Avx.IsSupported
            ? Avx.BlendVariable(whenFalse._lanes, whenTrue._lanes, mask._lanes) // one instruction; ConditionalSelect takes three
            : Vector256.ConditionalSelect(mask._lanes, whenTrue._lanes, whenFalse._lanes));
    [MethodImpl(Inline)] public static Simd8 And(Simd8 left, Simd8 right) => new(left._lanes & right._lanes);
    [MethodImpl(Inline)] public static Simd8 Or(Simd8 left, Simd8 right) => new(left._lanes | right._lanes);
    [MethodImpl(Inline)] public static Simd8 AddBits(Simd8 left, Simd8 right) =>
        new((left._lanes.AsInt32() + right._lanes.AsInt32()).AsSingle());
    [MethodImpl(Inline)] public static Simd8 SubtractBits(Simd8 left, Simd8 right) =>
        new((left._lanes.AsInt32() - right._lanes.AsInt32()).AsSingle());
    [MethodImpl(Inline)] public static Simd8 ShiftLeft(Simd8 value, int count) => new((value._lanes.AsInt32() << count).AsSingle());
    [MethodImpl(Inline)] public static Simd8 ShiftRightArithmetic(Simd8 value, int count) =>
        new((value._lanes.AsInt32() >> count).AsSingle());
}
