using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ActorNet.Learning.Numerics;

/// <summary>4 floats in a 128-bit register.</summary>
internal struct Simd4 : IVector<Simd4>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private Vector128<float> _lanes;

    [MethodImpl(Inline)] private Simd4(Vector128<float> lanes) => _lanes = lanes;

    public static int Count => 4;
    public static bool IsSupported => Vector128.IsHardwareAccelerated;
    public static int Registers => AdvSimd.IsSupported || Avx512F.VL.IsSupported ? 32 : 16;

    [MethodImpl(Inline)] public static Simd4 Load(ref readonly float source) => new(Vector128.LoadUnsafe(in source));
    [MethodImpl(Inline)] public static void Store(Simd4 value, ref float destination) => value._lanes.StoreUnsafe(ref destination);
    [MethodImpl(Inline)] public static Simd4 Broadcast(float value) => new(Vector128.Create(value));
    [MethodImpl(Inline)] public static Simd4 operator +(Simd4 left, Simd4 right) => new(left._lanes + right._lanes);
    [MethodImpl(Inline)] public static Simd4 operator -(Simd4 left, Simd4 right) => new(left._lanes - right._lanes);
    [MethodImpl(Inline)] public static Simd4 operator *(Simd4 left, Simd4 right) => new(left._lanes * right._lanes);
    [MethodImpl(Inline)] public static Simd4 operator /(Simd4 left, Simd4 right) => new(left._lanes / right._lanes);
    [MethodImpl(Inline)] public static Simd4 FusedMultiplyAdd(Simd4 a, Simd4 b, Simd4 c) =>
        new(Vector128.FusedMultiplyAdd(a._lanes, b._lanes, c._lanes));
    [MethodImpl(Inline)] public static void MultiplyAdd(ref Simd4 sum, Simd4 a, Simd4 b) =>
        sum._lanes = Vector128.FusedMultiplyAdd(a._lanes, b._lanes, sum._lanes);
    [MethodImpl(Inline)] public static void StartMultiplyAdd(ref Simd4 sum, ref readonly float start, Simd4 a, Simd4 b) =>
        sum._lanes = Vector128.FusedMultiplyAdd(a._lanes, b._lanes, Vector128.LoadUnsafe(in start));
    [MethodImpl(Inline)] public static void AddLeft(ref Simd4 sum, ref readonly float left) =>
        sum._lanes = Vector128.LoadUnsafe(in left) + sum._lanes;
    [MethodImpl(Inline)] public static Simd4 Sqrt(Simd4 value) => new(Vector128.Sqrt(value._lanes));
    [MethodImpl(Inline)] public static bool IsZero(Simd4 value) => Vector128.EqualsAll(value._lanes, Vector128<float>.Zero);
    [MethodImpl(Inline)] public static Simd4 IsNegativeZero(Simd4 value) =>
        new(Vector128.Equals(value._lanes.AsInt32(), Vector128.Create(int.MinValue)).AsSingle());
    [MethodImpl(Inline)] public static bool Any(Simd4 mask) => Vector128.EqualsAny(mask._lanes.AsInt32(), Vector128<int>.AllBitsSet);
    [MethodImpl(Inline)] public static Simd4 GreaterThan(Simd4 left, Simd4 right) => new(Vector128.GreaterThan(left._lanes, right._lanes));
    [MethodImpl(Inline)] public static Simd4 Select(Simd4 mask, Simd4 whenTrue, Simd4 whenFalse) =>
        new(Sse41.IsSupported
            ? Sse41.BlendVariable(whenFalse._lanes, whenTrue._lanes, mask._lanes)
            : Vector128.ConditionalSelect(mask._lanes, whenTrue._lanes, whenFalse._lanes));
    [MethodImpl(Inline)] public static Simd4 And(Simd4 left, Simd4 right) => new(left._lanes & right._lanes);
    [MethodImpl(Inline)] public static Simd4 Or(Simd4 left, Simd4 right) => new(left._lanes | right._lanes);
    [MethodImpl(Inline)] public static Simd4 AddBits(Simd4 left, Simd4 right) =>
        new((left._lanes.AsInt32() + right._lanes.AsInt32()).AsSingle());
    [MethodImpl(Inline)] public static Simd4 SubtractBits(Simd4 left, Simd4 right) =>
        new((left._lanes.AsInt32() - right._lanes.AsInt32()).AsSingle());
    [MethodImpl(Inline)] public static Simd4 ShiftLeft(Simd4 value, int count) => new((value._lanes.AsInt32() << count).AsSingle());
    [MethodImpl(Inline)] public static Simd4 ShiftRightArithmetic(Simd4 value, int count) =>
        new((value._lanes.AsInt32() >> count).AsSingle());
}
