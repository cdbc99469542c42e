namespace ActorNet.Learning.Numerics;

/// <summary>One float: for processors without vector registers, and the reference that every other width is tested against.</summary>
internal struct Simd1 : IVector<Simd1>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private float _value;

    [MethodImpl(Inline)] private Simd1(float value) => _value = value;

    public static int Count => 1;
    public static bool IsSupported => true;
    public static int Registers => 16;

    [MethodImpl(Inline)] public static Simd1 Load(ref readonly float source) => new(source);
    [MethodImpl(Inline)] public static void Store(Simd1 value, ref float destination) => destination = value._value;
    [MethodImpl(Inline)] public static Simd1 Broadcast(float value) => new(value);
    [MethodImpl(Inline)] public static Simd1 operator +(Simd1 left, Simd1 right) => new(left._value + right._value);
    [MethodImpl(Inline)] public static Simd1 operator -(Simd1 left, Simd1 right) => new(left._value - right._value);
    [MethodImpl(Inline)] public static Simd1 operator *(Simd1 left, Simd1 right) => new(left._value * right._value);
    [MethodImpl(Inline)] public static Simd1 operator /(Simd1 left, Simd1 right) => new(left._value / right._value);
    [MethodImpl(Inline)] public static Simd1 FusedMultiplyAdd(Simd1 a, Simd1 b, Simd1 c) =>
        new(MathF.FusedMultiplyAdd(a._value, b._value, c._value));
    [MethodImpl(Inline)] public static void MultiplyAdd(ref Simd1 sum, Simd1 a, Simd1 b) =>
        sum._value = MathF.FusedMultiplyAdd(a._value, b._value, sum._value);
    [MethodImpl(Inline)] public static void StartMultiplyAdd(ref Simd1 sum, ref readonly float start, Simd1 a, Simd1 b) =>
        sum._value = MathF.FusedMultiplyAdd(a._value, b._value, start);
    [MethodImpl(Inline)] public static void AddLeft(ref Simd1 sum, ref readonly float left) => sum._value = left + sum._value;
    [MethodImpl(Inline)] public static Simd1 Sqrt(Simd1 value) => new(MathF.Sqrt(value._value));
    [MethodImpl(Inline)] public static bool IsZero(Simd1 value) => value._value == 0f;
    [MethodImpl(Inline)] public static Simd1 IsNegativeZero(Simd1 value) =>
        new(BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value._value) == int.MinValue ? -1 : 0));
    [MethodImpl(Inline)] public static bool Any(Simd1 mask) => BitConverter.SingleToInt32Bits(mask._value) != 0;
    [MethodImpl(Inline)] public static Simd1 GreaterThan(Simd1 left, Simd1 right) => FromBits(left._value > right._value ? -1 : 0);
    [MethodImpl(Inline)] public static Simd1 Select(Simd1 mask, Simd1 whenTrue, Simd1 whenFalse) => mask.Bits != 0 ? whenTrue : whenFalse;
    [MethodImpl(Inline)] public static Simd1 And(Simd1 left, Simd1 right) => FromBits(left.Bits & right.Bits);
    [MethodImpl(Inline)] public static Simd1 Or(Simd1 left, Simd1 right) => FromBits(left.Bits | right.Bits);
    [MethodImpl(Inline)] public static Simd1 AddBits(Simd1 left, Simd1 right) => FromBits(left.Bits + right.Bits);
    [MethodImpl(Inline)] public static Simd1 SubtractBits(Simd1 left, Simd1 right) => FromBits(left.Bits - right.Bits);
    [MethodImpl(Inline)] public static Simd1 ShiftLeft(Simd1 value, int count) => FromBits(value.Bits << count);
    [MethodImpl(Inline)] public static Simd1 ShiftRightArithmetic(Simd1 value, int count) => FromBits(value.Bits >> count);

    private int Bits => BitConverter.SingleToInt32Bits(_value);

    private static Simd1 FromBits(int bits) => new(BitConverter.Int32BitsToSingle(bits));
}
