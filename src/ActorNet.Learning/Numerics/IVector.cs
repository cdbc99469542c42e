namespace ActorNet.Learning.Numerics;

/// <summary>
/// A vector of 1, 4, 8 or 16 floats with the operations the formulas need: each formula is written once, and the JIT compiles it for
/// every width. Every operation is exact or correctly rounded (IEEE 754, ties to even), so the width cannot change a result. Minimum,
/// maximum, reciprocals and conversions to integers are absent: processors differ in them.
/// </summary>
/// <remarks>A comparison yields a mask: all bits set in a lane where it holds, none where it does not (or an operand is NaN).</remarks>
internal interface IVector<TSelf> where TSelf : struct, IVector<TSelf>
{
    static abstract int Count { get; }

    /// <summary>Whether the processor has registers of this width.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>The number of registers of this width, 16 or 32: a register tile must fit into them.</summary>
    static abstract int Registers { get; }

    static abstract TSelf Load(ref readonly float source);
    static abstract void Store(TSelf value, ref float destination);
    static abstract TSelf Broadcast(float value);

    static abstract TSelf operator +(TSelf left, TSelf right);
    static abstract TSelf operator -(TSelf left, TSelf right);
    static abstract TSelf operator *(TSelf left, TSelf right);
    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract TSelf FusedMultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>sum := a·b + sum, rounded once; in place, so that the JIT never moves a sum to another register.</summary>
    static abstract void MultiplyAdd(ref TSelf sum, TSelf a, TSelf b);

    /// <summary>sum := start + a·b, rounded once; start is read from memory.</summary>
    static abstract void StartMultiplyAdd(ref TSelf sum, ref readonly float start, TSelf a, TSelf b);

    /// <summary>sum := left + sum; left is read from memory.</summary>
    static abstract void AddLeft(ref TSelf sum, ref readonly float left);

    static abstract TSelf Sqrt(TSelf value);

    /// <summary>Whether every lane is 0, of either sign.</summary>
    static abstract bool IsZero(TSelf value);

    /// <summary>Mask of the lanes that are -0.</summary>
    static abstract TSelf IsNegativeZero(TSelf value);

    static abstract bool Any(TSelf mask);

    static abstract TSelf GreaterThan(TSelf left, TSelf right);

    /// <summary><paramref name="whenTrue"/> in lanes where the mask is set, else <paramref name="whenFalse"/>.</summary>
    static abstract TSelf Select(TSelf mask, TSelf whenTrue, TSelf whenFalse);

    static abstract TSelf And(TSelf left, TSelf right);
    static abstract TSelf Or(TSelf left, TSelf right);

    /// <summary>Adds the bit patterns of the lanes as 32-bit integers, wrapping.</summary>
    static abstract TSelf AddBits(TSelf left, TSelf right);

    /// <summary>Subtracts the bit patterns of the lanes as 32-bit integers, wrapping.</summary>
    static abstract TSelf SubtractBits(TSelf left, TSelf right);

    static abstract TSelf ShiftLeft(TSelf value, int count);

    /// <summary>Shifts each lane's bit pattern right, filling with the sign bit.</summary>
    static abstract TSelf ShiftRightArithmetic(TSelf value, int count);
}
