using System.Runtime.CompilerServices;

namespace ActorNet.Learning.Numerics;

/// <summary>One float: the width of a processor without vector registers, and of the reference every other is tested against.</summary>
internal struct Lanes1 : IVector<Lanes1>
{
    private float _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes1(float value) => _value = value;

    public static int Count => 1;
    public static bool IsSupported => true;
    public static int Registers => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Load(ref readonly float source) => new(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes1 value, ref float destination) => destination = value._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Broadcast(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 operator +(Lanes1 left, Lanes1 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 operator -(Lanes1 left, Lanes1 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 operator *(Lanes1 left, Lanes1 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 operator /(Lanes1 left, Lanes1 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 FusedMultiplyAdd(Lanes1 a, Lanes1 b, Lanes1 c) => new(MathF.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyAdd(ref Lanes1 sum, Lanes1 a, Lanes1 b) =>
        sum._value = MathF.FusedMultiplyAdd(a._value, b._value, sum._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Begin(ref Lanes1 sum, ref readonly float start, Lanes1 a, Lanes1 b) =>
        sum._value = MathF.FusedMultiplyAdd(a._value, b._value, start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddLeft(ref Lanes1 sum, ref readonly float left) =>
        sum._value = left + sum._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Sqrt(Lanes1 value) => new(MathF.Sqrt(value._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Lanes1 value) => value._value == 0f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 IsNegativeZero(Lanes1 value) =>
        new(BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value._value) == int.MinValue ? -1 : 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lanes1 mask) => BitConverter.SingleToInt32Bits(mask._value) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 GreaterThan(Lanes1 left, Lanes1 right) => FromBits(left._value > right._value ? -1 : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Select(Lanes1 mask, Lanes1 whenTrue, Lanes1 whenFalse) => mask.Bits != 0 ? whenTrue : whenFalse;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 And(Lanes1 left, Lanes1 right) => FromBits(left.Bits & right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Or(Lanes1 left, Lanes1 right) => FromBits(left.Bits | right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 AddBits(Lanes1 left, Lanes1 right) => FromBits(left.Bits + right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 SubtractBits(Lanes1 left, Lanes1 right) => FromBits(left.Bits - right.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 ShiftLeft(Lanes1 value, int count) => FromBits(value.Bits << count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 ShiftRightArithmetic(Lanes1 value, int count) => FromBits(value.Bits >> count);

    private int Bits => BitConverter.SingleToInt32Bits(_value);

    private static Lanes1 FromBits(int bits) => new(BitConverter.Int32BitsToSingle(bits));
}
