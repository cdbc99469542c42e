using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorNet.Learning.Numerics;

/// <summary>16 floats in a 512-bit register.</summary>
internal struct Lanes16 : IVector<Lanes16>
{
    private Vector512<float> _lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes16(Vector512<float> lanes) => _lanes = lanes;

    public static int Count => 16;
    public static bool IsSupported => Vector512.IsHardwareAccelerated;
    public static int Registers => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Load(ref readonly float source) => new(Vector512.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes16 value, ref float destination) => value._lanes.StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Broadcast(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator +(Lanes16 left, Lanes16 right) => new(left._lanes + right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator -(Lanes16 left, Lanes16 right) => new(left._lanes - right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator *(Lanes16 left, Lanes16 right) => new(left._lanes * right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator /(Lanes16 left, Lanes16 right) => new(left._lanes / right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 FusedMultiplyAdd(Lanes16 a, Lanes16 b, Lanes16 c) =>
        new(Vector512.FusedMultiplyAdd(a._lanes, b._lanes, c._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyAdd(ref Lanes16 sum, Lanes16 a, Lanes16 b) =>
        sum._lanes = Vector512.FusedMultiplyAdd(a._lanes, b._lanes, sum._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Begin(ref Lanes16 sum, ref readonly float start, Lanes16 a, Lanes16 b) =>
        sum._lanes = Vector512.FusedMultiplyAdd(a._lanes, b._lanes, Vector512.LoadUnsafe(in start));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddLeft(ref Lanes16 sum, ref readonly float left) =>
        sum._lanes = Vector512.LoadUnsafe(in left) + sum._lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Sqrt(Lanes16 value) => new(Vector512.Sqrt(value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Lanes16 value) => Vector512.EqualsAll(value._lanes, Vector512<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 IsNegativeZero(Lanes16 value) =>
        new(Vector512.Equals(value._lanes.AsInt32(), Vector512.Create(int.MinValue)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lanes16 mask) => Vector512.EqualsAny(mask._lanes.AsInt32(), Vector512<int>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 GreaterThan(Lanes16 left, Lanes16 right) => new(Vector512.GreaterThan(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Select(Lanes16 mask, Lanes16 whenTrue, Lanes16 whenFalse) =>
        new(Vector512.ConditionalSelect(mask._lanes, whenTrue._lanes, whenFalse._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 And(Lanes16 left, Lanes16 right) => new(left._lanes & right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Or(Lanes16 left, Lanes16 right) => new(left._lanes | right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 AddBits(Lanes16 left, Lanes16 right) =>
        new((left._lanes.AsInt32() + right._lanes.AsInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 SubtractBits(Lanes16 left, Lanes16 right) =>
        new((left._lanes.AsInt32() - right._lanes.AsInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 ShiftLeft(Lanes16 value, int count) => new((value._lanes.AsInt32() << count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 ShiftRightArithmetic(Lanes16 value, int count) => new((value._lanes.AsInt32() >> count).AsSingle());
}
