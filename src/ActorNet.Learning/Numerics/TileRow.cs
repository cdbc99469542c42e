using System.Runtime.CompilerServices;

namespace ActorNet.Learning.Numerics;

/// <summary>
/// One row of a <see cref="Tile{TVector, TRows, TVectors}"/>, 1 to 3 vectors. In memory they follow each other, except that
/// the last begins at an offset of its own.
/// </summary>
internal struct TileRow<TVector, TVectors>
    where TVector : struct, IVector<TVector>
    where TVectors : struct, ISize
{
    private TVector _v0, _v1, _v2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Load(ref float source, nint last)
    {
        _v0 = TVector.Load(ref Unsafe.Add(ref source, OffsetOf(0, last)));
        if (TVectors.Value > 1) _v1 = TVector.Load(ref Unsafe.Add(ref source, OffsetOf(1, last)));
        if (TVectors.Value > 2) _v2 = TVector.Load(ref Unsafe.Add(ref source, OffsetOf(2, last)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref float target, nint last)
    {
        TVector.Store(_v0, ref Unsafe.Add(ref target, OffsetOf(0, last)));
        if (TVectors.Value > 1) TVector.Store(_v1, ref Unsafe.Add(ref target, OffsetOf(1, last)));
        if (TVectors.Value > 2) TVector.Store(_v2, ref Unsafe.Add(ref target, OffsetOf(2, last)));
    }

    /// <summary>row += x·b, fused.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MultiplyAdd(float x, TVector b0, TVector b1, TVector b2)
    {
        var factor = TVector.Broadcast(x);
        TVector.MultiplyAdd(ref _v0, b0, factor);
        if (TVectors.Value > 1) TVector.MultiplyAdd(ref _v1, b1, factor);
        if (TVectors.Value > 2) TVector.MultiplyAdd(ref _v2, b2, factor);
    }

    /// <summary>row = left + row, for row <paramref name="index"/> of a tile without gaps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddLeft(ref float left, int index)
    {
        TVector.AddLeft(ref _v0, ref Unsafe.Add(ref left, DenseOffset(index, 0)));
        if (TVectors.Value > 1) TVector.AddLeft(ref _v1, ref Unsafe.Add(ref left, DenseOffset(index, 1)));
        if (TVectors.Value > 2) TVector.AddLeft(ref _v2, ref Unsafe.Add(ref left, DenseOffset(index, 2)));
    }

    /// <summary>Writes row <paramref name="index"/> of a tile without gaps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref float target, int index)
    {
        TVector.Store(_v0, ref Unsafe.Add(ref target, DenseOffset(index, 0)));
        if (TVectors.Value > 1) TVector.Store(_v1, ref Unsafe.Add(ref target, DenseOffset(index, 1)));
        if (TVectors.Value > 2) TVector.Store(_v2, ref Unsafe.Add(ref target, DenseOffset(index, 2)));
    }

    /// <summary>A mask of the columns that hold -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TVector NegativeZeros()
    {
        var mask = TVector.IsNegativeZero(_v0);
        if (TVectors.Value > 1) mask = TVector.Or(mask, TVector.IsNegativeZero(_v1));
        if (TVectors.Value > 2) mask = TVector.Or(mask, TVector.IsNegativeZero(_v2));
        return mask;
    }

    /// <summary>Where vector <paramref name="vector"/> begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint OffsetOf(int vector, nint last) => vector == TVectors.Value - 1 ? last : vector * TVector.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint DenseOffset(int row, int vector) => (row * TVectors.Value + vector) * TVector.Count;
}
