using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ActorNet.Learning.Numerics;

/// <summary>8 floats in a 256-bit register.</summary>
internal struct Lanes8 : IVector<Lanes8>
{
    private Vector256<float> _lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes8(Vector256<float> lanes) => _lanes = lanes;

    public static int Count => 8;
    public static bool IsSupported => Vector256.IsHardwareAccelerated;
    public static int Registers => Avx512F.VL.IsSupported ? 32 : 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Load(ref readonly float source) => new(Vector256.LoadUnsafe(in source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes8 value, ref float destination) => value._lanes.StoreUnsafe(ref destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Broadcast(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator +(Lanes8 left, Lanes8 right) => new(left._lanes + right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator -(Lanes8 left, Lanes8 right) => new(left._lanes - right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator *(Lanes8 left, Lanes8 right) => new(left._lanes * right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator /(Lanes8 left, Lanes8 right) => new(left._lanes / right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 FusedMultiplyAdd(Lanes8 a, Lanes8 b, Lanes8 c) =>
        new(Vector256.FusedMultiplyAdd(a._lanes, b._lanes, c._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyAdd(ref Lanes8 sum, Lanes8 a, Lanes8 b) =>
        sum._lanes = Vector256.FusedMultiplyAdd(a._lanes, b._lanes, sum._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Begin(ref Lanes8 sum, ref readonly float start, Lanes8 a, Lanes8 b) =>
        sum._lanes = Vector256.FusedMultiplyAdd(a._lanes, b._lanes, Vector256.LoadUnsafe(in start));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddLeft(ref Lanes8 sum, ref readonly float left) =>
        sum._lanes = Vector256.LoadUnsafe(in left) + sum._lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Sqrt(Lanes8 value) => new(Vector256.Sqrt(value._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Lanes8 value) => Vector256.EqualsAll(value._lanes, Vector256<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 IsNegativeZero(Lanes8 value) =>
        new(Vector256.Equals(value._lanes.AsInt32(), Vector256.Create(int.MinValue)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lanes8 mask) => Vector256.EqualsAny(mask._lanes.AsInt32(), Vector256<int>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 GreaterThan(Lanes8 left, Lanes8 right) => new(Vector256.GreaterThan(left._lanes, right._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Select(Lanes8 mask, Lanes8 whenTrue, Lanes8 whenFalse) =>
        new(Avx.IsSupported
            ? Avx.BlendVariable(whenFalse._lanes, whenTrue._lanes, mask._lanes) // one instruction, where the general way takes three
            : Vector256.ConditionalSelect(mask._lanes, whenTrue._lanes, whenFalse._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 And(Lanes8 left, Lanes8 right) => new(left._lanes & right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Or(Lanes8 left, Lanes8 right) => new(left._lanes | right._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 AddBits(Lanes8 left, Lanes8 right) =>
        new((left._lanes.AsInt32() + right._lanes.AsInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 SubtractBits(Lanes8 left, Lanes8 right) =>
        new((left._lanes.AsInt32() - right._lanes.AsInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 ShiftLeft(Lanes8 value, int count) => new((value._lanes.AsInt32() << count).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 ShiftRightArithmetic(Lanes8 value, int count) => new((value._lanes.AsInt32() >> count).AsSingle());
}
