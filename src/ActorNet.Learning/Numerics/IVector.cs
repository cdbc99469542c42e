namespace ActorNet.Learning.Numerics;

/// <summary>
/// A pack of 1, 4, 8 or 16 floats with the operations our formulas need, so that each formula is written once and
/// the JIT makes a version of it for every width. Every operation is exact or correctly rounded (IEEE 754, ties to
/// even), which is why the width cannot change a result. Minimum, maximum, reciprocals and conversions to integers are
/// left out: processors differ in them.
/// </summary>
/// <remarks>A comparison yields a mask: all bits set in a lane where it holds, none where it does not (or a NaN is met).</remarks>
internal interface IVector<TSelf> where TSelf : struct, IVector<TSelf>
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>Whether the processor has registers of this width.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>How many registers of this width the processor has, 16 or 32: what a register tile must fit into.</summary>
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

    /// <summary>sum := a·b + sum, rounded once; done in place, so that the JIT never moves a sum to another register.</summary>
    static abstract void MultiplyAdd(ref TSelf sum, TSelf a, TSelf b);

    /// <summary>sum := start + a·b, rounded once, the start straight from memory.</summary>
    static abstract void Begin(ref TSelf sum, ref readonly float start, TSelf a, TSelf b);

    /// <summary>sum := left + sum, the left one straight from memory.</summary>
    static abstract void AddLeft(ref TSelf sum, ref readonly float left);

    static abstract TSelf Sqrt(TSelf value);

    /// <summary>Whether every lane is 0, of either sign.</summary>
    static abstract bool IsZero(TSelf value);

    /// <summary>A mask of the lanes that are -0.</summary>
    static abstract TSelf IsNegativeZero(TSelf value);

    /// <summary>Whether any lane of a mask is set.</summary>
    static abstract bool Any(TSelf mask);

    static abstract TSelf GreaterThan(TSelf left, TSelf right);

    /// <summary>In each lane <paramref name="whenTrue"/> where the mask is set, else <paramref name="whenFalse"/>.</summary>
    static abstract TSelf Select(TSelf mask, TSelf whenTrue, TSelf whenFalse);

    static abstract TSelf And(TSelf left, TSelf right);
    static abstract TSelf Or(TSelf left, TSelf right);

    /// <summary>Adds the lanes as 32-bit integers (on their bit patterns), wrapping.</summary>
    static abstract TSelf AddBits(TSelf left, TSelf right);

    /// <summary>Subtracts the lanes as 32-bit integers (on their bit patterns), wrapping.</summary>
    static abstract TSelf SubtractBits(TSelf left, TSelf right);

    /// <summary>Shifts each lane's bit pattern left.</summary>
    static abstract TSelf ShiftLeft(TSelf value, int count);

    /// <summary>Shifts each lane's bit pattern right, filling with the sign bit.</summary>
    static abstract TSelf ShiftRightArithmetic(TSelf value, int count);
}
