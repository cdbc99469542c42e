using System.Runtime.CompilerServices;

namespace ActorNet.Learning.Numerics;

/// <summary>One float: the width of a processor without vector registers, and of the reference every other is tested against.</summary>
internal readonly struct Float32 : IVector<Float32>
{
    private readonly float _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Float32(float value) => _value = value;

    public static int Count => 1;
    public static bool IsSupported => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float32 Load(ref readonly float source) => new(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Float32 value, ref float destination) => destination = value._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float32 Broadcast(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float32 operator +(Float32 left, Float32 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float32 operator -(Float32 left, Float32 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float32 operator *(Float32 left, Float32 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float32 operator /(Float32 left, Float32 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float32 FusedMultiplyAdd(Float32 a, Float32 b, Float32 c) => new(MathF.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float32 Sqrt(Float32 value) => new(MathF.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float32 GreaterThan(Float32 left, Float32 right) => FromBits(left._value > right._value ? -1 : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float32 Select(Float32 mask, Float32 whenTrue, Float32 whenFalse) => mask.Bits != 0 ? whenTrue : whenFalse;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float32 And(Float32 left, Float32 right) => FromBits(left.Bits & right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float32 Or(Float32 left, Float32 right) => FromBits(left.Bits | right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float32 AddBits(Float32 left, Float32 right) => FromBits(left.Bits + right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float32 SubtractBits(Float32 left, Float32 right) => FromBits(left.Bits - right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float32 ShiftLeft(Float32 value, int count) => FromBits(value.Bits << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float32 ShiftRightArithmetic(Float32 value, int count) => FromBits(value.Bits >> count);

    private int Bits => BitConverter.SingleToInt32Bits(_value);

    private static Float32 FromBits(int bits) => new(BitConverter.Int32BitsToSingle(bits));
}
