using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ActorNet.Learning.Numerics;

/// <summary>4 floats in a 128-bit register.</summary>
internal struct Lanes4 : IVector<Lanes4>
{
    private Vector128<float> _lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes4(Vector128<float> lanes) => _lanes = lanes;

    public static int Count => 4;
    public static bool IsSupported => Vector128.IsHardwareAccelerated;
    public static int Registers => AdvSimd.IsSupported || Avx512F.VL.IsSupported ? 32 : 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Load(ref readonly float source) => new(Vector128.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes4 value, ref float destination) => value._lanes.StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Broadcast(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator +(Lanes4 left, Lanes4 right) => new(left._lanes + right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator -(Lanes4 left, Lanes4 right) => new(left._lanes - right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator *(Lanes4 left, Lanes4 right) => new(left._lanes * right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 operator /(Lanes4 left, Lanes4 right) => new(left._lanes / right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 FusedMultiplyAdd(Lanes4 a, Lanes4 b, Lanes4 c) =>
        new(Vector128.FusedMultiplyAdd(a._lanes, b._lanes, c._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyAdd(ref Lanes4 sum, Lanes4 a, Lanes4 b) =>
        sum._lanes = Vector128.FusedMultiplyAdd(a._lanes, b._lanes, sum._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Begin(ref Lanes4 sum, ref readonly float start, Lanes4 a, Lanes4 b) =>
        sum._lanes = Vector128.FusedMultiplyAdd(a._lanes, b._lanes, Vector128.LoadUnsafe(in start));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddLeft(ref Lanes4 sum, ref readonly float left) =>
        sum._lanes = Vector128.LoadUnsafe(in left) + sum._lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Sqrt(Lanes4 value) => new(Vector128.Sqrt(value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Lanes4 value) => Vector128.EqualsAll(value._lanes, Vector128<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 IsNegativeZero(Lanes4 value) =>
        new(Vector128.Equals(value._lanes.AsInt32(), Vector128.Create(int.MinValue)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lanes4 mask) => Vector128.EqualsAny(mask._lanes.AsInt32(), Vector128<int>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 GreaterThan(Lanes4 left, Lanes4 right) => new(Vector128.GreaterThan(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Select(Lanes4 mask, Lanes4 whenTrue, Lanes4 whenFalse) =>
        new(Sse41.IsSupported
            ? Sse41.BlendVariable(whenFalse._lanes, whenTrue._lanes, mask._lanes)
            : Vector128.ConditionalSelect(mask._lanes, whenTrue._lanes, whenFalse._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 And(Lanes4 left, Lanes4 right) => new(left._lanes & right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 Or(Lanes4 left, Lanes4 right) => new(left._lanes | right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 AddBits(Lanes4 left, Lanes4 right) =>
        new((left._lanes.AsInt32() + right._lanes.AsInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 SubtractBits(Lanes4 left, Lanes4 right) =>
        new((left._lanes.AsInt32() - right._lanes.AsInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 ShiftLeft(Lanes4 value, int count) => new((value._lanes.AsInt32() << count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4 ShiftRightArithmetic(Lanes4 value, int count) => new((value._lanes.AsInt32() >> count).AsSingle());
}
