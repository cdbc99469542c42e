using System.Runtime.Intrinsics;

namespace ActorNet.Learning.Numerics;

/// <summary>16 floats in a 512-bit register.</summary>
internal struct Simd16 : IVector<Simd16>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private Vector512<float> _lanes;

    [MethodImpl(Inline)] private Simd16(Vector512<float> lanes) => _lanes = lanes;

    public static int Count => 16;
    public static bool IsSupported => Vector512.IsHardwareAccelerated;
    public static int Registers => 32;

    [MethodImpl(Inline)] public static Simd16 Load(ref readonly float source) => new(Vector512.LoadUnsafe(in source));
    [MethodImpl(Inline)] public static void Store(Simd16 value, ref float destination) => value._lanes.StoreUnsafe(ref destination);
    [MethodImpl(Inline)] public static Simd16 Broadcast(float value) => new(Vector512.Create(value));
    [MethodImpl(Inline)] public static Simd16 operator +(Simd16 left, Simd16 right) => new(left._lanes + right._lanes);
    [MethodImpl(Inline)] public static Simd16 operator -(Simd16 left, Simd16 right) => new(left._lanes - right._lanes);
    [MethodImpl(Inline)] public static Simd16 operator *(Simd16 left, Simd16 right) => new(left._lanes * right._lanes);
    [MethodImpl(Inline)] public static Simd16 operator /(Simd16 left, Simd16 right) => new(left._lanes / right._lanes);
    [MethodImpl(Inline)] public static Simd16 FusedMultiplyAdd(Simd16 a, Simd16 b, Simd16 c) =>
        new(Vector512.FusedMultiplyAdd(a._lanes, b._lanes, c._lanes));
    [MethodImpl(Inline)] public static void MultiplyAdd(ref Simd16 sum, Simd16 a, Simd16 b) =>
        sum._lanes = Vector512.FusedMultiplyAdd(a._lanes, b._lanes, sum._lanes);
    [MethodImpl(Inline)] public static void StartMultiplyAdd(ref Simd16 sum, ref readonly float start, Simd16 a, Simd16 b) =>
        sum._lanes = Vector512.FusedMultiplyAdd(a._lanes, b._lanes, Vector512.LoadUnsafe(in start));
    [MethodImpl(Inline)] public static void AddLeft(ref Simd16 sum, ref readonly float left) =>
        sum._lanes = Vector512.LoadUnsafe(in left) + sum._lanes;
    [MethodImpl(Inline)] public static Simd16 Sqrt(Simd16 value) => new(Vector512.Sqrt(value._lanes));
    [MethodImpl(Inline)] public static bool IsZero(Simd16 value) => Vector512.EqualsAll(value._lanes, Vector512<float>.Zero);
    [MethodImpl(Inline)] public static Simd16 IsNegativeZero(Simd16 value) =>
        new(Vector512.Equals(value._lanes.AsInt32(), Vector512.Create(int.MinValue)).AsSingle());
    [MethodImpl(Inline)] public static bool Any(Simd16 mask) => Vector512.EqualsAny(mask._lanes.AsInt32(), Vector512<int>.AllBitsSet);
    [MethodImpl(Inline)] public static Simd16 GreaterThan(Simd16 left, Simd16 right) =>
        new(Vector512.GreaterThan(left._lanes, right._lanes));
    [MethodImpl(Inline)] public static Simd16 Select(Simd16 mask, Simd16 whenTrue, Simd16 whenFalse) =>
        new(Vector512.ConditionalSelect(mask._lanes, whenTrue._lanes, whenFalse._lanes));
    [MethodImpl(Inline)] public static Simd16 And(Simd16 left, Simd16 right) => new(left._lanes & right._lanes);
    [MethodImpl(Inline)] public static Simd16 Or(Simd16 left, Simd16 right) => new(left._lanes | right._lanes);
    [MethodImpl(Inline)] public static Simd16 AddBits(Simd16 left, Simd16 right) =>
        new((left._lanes.AsInt32() + right._lanes.AsInt32()).AsSingle());
    [MethodImpl(Inline)] public static Simd16 SubtractBits(Simd16 left, Simd16 right) =>
        new((left._lanes.AsInt32() - right._lanes.AsInt32()).AsSingle());
    [MethodImpl(Inline)] public static Simd16 ShiftLeft(Simd16 value, int count) => new((value._lanes.AsInt32() << count).AsSingle());
    [MethodImpl(Inline)] public static Simd16 ShiftRightArithmetic(Simd16 value, int count) =>
        new((value._lanes.AsInt32() >> count).AsSingle());
}
