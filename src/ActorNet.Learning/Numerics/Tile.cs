using System.Runtime.CompilerServices;

namespace ActorNet.Learning.Numerics;

/// <summary>
/// A register tile: TRows rows (1, 2, 4 or 8) of TVectors vectors (1 to 3), all in registers. The JIT compiles the tile
/// anew for each shape, keeps every vector in a register of its own and drops the rows and vectors that a shape lacks.
/// </summary>
/// <remarks>
/// Vectors follow each other in memory, but the last of a row, which begins at an offset of its own: where a matrix's columns are not
/// whole vectors, the last vector is moved back so that it ends with the row. What is then computed twice has the same bits.
/// </remarks>
internal struct Tile<TVector, TRows, TVectors>
    where TVector : struct, IVector<TVector>
    where TRows : struct, ISize
    where TVectors : struct, ISize
{
    private TileRow<TVector, TVectors> _row0, _row1, _row2, _row3, _row4, _row5, _row6, _row7;

    /// <summary>Reads the tile; row r is at r·<paramref name="row"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Load(ref float source, nint row, nint last)
    {
        _row0.Load(ref source, last);
        if (TRows.Value > 1) _row1.Load(ref Unsafe.Add(ref source, row), last);
        if (TRows.Value > 2) _row2.Load(ref Unsafe.Add(ref source, 2 * row), last);
        if (TRows.Value > 2) _row3.Load(ref Unsafe.Add(ref source, 3 * row), last);
        if (TRows.Value > 4) _row4.Load(ref Unsafe.Add(ref source, 4 * row), last);
        if (TRows.Value > 4) _row5.Load(ref Unsafe.Add(ref source, 5 * row), last);
        if (TRows.Value > 4) _row6.Load(ref Unsafe.Add(ref source, 6 * row), last);
        if (TRows.Value > 4) _row7.Load(ref Unsafe.Add(ref source, 7 * row), last);
    }

    /// <summary>Writes the tile; row r goes to r·<paramref name="row"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref float target, nint row, nint last)
    {
        _row0.Store(ref target, last);
        if (TRows.Value > 1) _row1.Store(ref Unsafe.Add(ref target, row), last);
        if (TRows.Value > 2) _row2.Store(ref Unsafe.Add(ref target, 2 * row), last);
        if (TRows.Value > 2) _row3.Store(ref Unsafe.Add(ref target, 3 * row), last);
        if (TRows.Value > 4) _row4.Store(ref Unsafe.Add(ref target, 4 * row), last);
        if (TRows.Value > 4) _row5.Store(ref Unsafe.Add(ref target, 5 * row), last);
        if (TRows.Value > 4) _row6.Store(ref Unsafe.Add(ref target, 6 * row), last);
        if (TRows.Value > 4) _row7.Store(ref Unsafe.Add(ref target, 7 * row), last);
    }

    /// <summary>
    /// tile[r, :] += a[r]·b[:], fused. a[r] is at a0 to a3 + <paramref name="upper"/> for rows 0 to 3, and at a0 to a3 +
    /// <paramref name="lower"/> for rows 4 to 7.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MultiplyAdd(
        ref float a0, ref float a1, ref float a2, ref float a3, nint upper, nint lower, ref float b, nint last)
    {
        var b0 = TVector.Load(ref Unsafe.Add(ref b, TileRow<TVector, TVectors>.OffsetOf(0, last)));
        var b1 = TVectors.Value > 1 ? TVector.Load(ref Unsafe.Add(ref b, TileRow<TVector, TVectors>.OffsetOf(1, last))) : default;
        var b2 = TVectors.Value > 2 ? TVector.Load(ref Unsafe.Add(ref b, TileRow<TVector, TVectors>.OffsetOf(2, last))) : default;
        _row0.MultiplyAdd(Unsafe.Add(ref a0, upper), b0, b1, b2);
        if (TRows.Value > 1) _row1.MultiplyAdd(Unsafe.Add(ref a1, upper), b0, b1, b2);
        if (TRows.Value > 2) _row2.MultiplyAdd(Unsafe.Add(ref a2, upper), b0, b1, b2);
        if (TRows.Value > 2) _row3.MultiplyAdd(Unsafe.Add(ref a3, upper), b0, b1, b2);
        if (TRows.Value > 4) _row4.MultiplyAdd(Unsafe.Add(ref a0, lower), b0, b1, b2);
        if (TRows.Value > 4) _row5.MultiplyAdd(Unsafe.Add(ref a1, lower), b0, b1, b2);
        if (TRows.Value > 4) _row6.MultiplyAdd(Unsafe.Add(ref a2, lower), b0, b1, b2);
        if (TRows.Value > 4) _row7.MultiplyAdd(Unsafe.Add(ref a3, lower), b0, b1, b2);
    }

    /// <summary>tile = left + tile, for a tile in memory without gaps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddLeft(ref float left)
    {
        _row0.AddLeft(ref left, 0);
        if (TRows.Value > 1) _row1.AddLeft(ref left, 1);
        if (TRows.Value > 2) _row2.AddLeft(ref left, 2);
        if (TRows.Value > 2) _row3.AddLeft(ref left, 3);
        if (TRows.Value > 4) _row4.AddLeft(ref left, 4);
        if (TRows.Value > 4) _row5.AddLeft(ref left, 5);
        if (TRows.Value > 4) _row6.AddLeft(ref left, 6);
        if (TRows.Value > 4) _row7.AddLeft(ref left, 7);
    }

    /// <summary>Writes the tile without gaps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref float target)
    {
        _row0.Store(ref target, 0);
        if (TRows.Value > 1) _row1.Store(ref target, 1);
        if (TRows.Value > 2) _row2.Store(ref target, 2);
        if (TRows.Value > 2) _row3.Store(ref target, 3);
        if (TRows.Value > 4) _row4.Store(ref target, 4);
        if (TRows.Value > 4) _row5.Store(ref target, 5);
        if (TRows.Value > 4) _row6.Store(ref target, 6);
        if (TRows.Value > 4) _row7.Store(ref target, 7);
    }

    /// <summary>Whether any element is -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool HasNegativeZero()
    {
        var mask = _row0.NegativeZeros();
        if (TRows.Value > 1) mask = TVector.Or(mask, _row1.NegativeZeros());
        if (TRows.Value > 2) mask = TVector.Or(TVector.Or(mask, _row2.NegativeZeros()), _row3.NegativeZeros());
        if (TRows.Value > 4) mask = TVector.Or(TVector.Or(mask, _row4.NegativeZeros()), _row5.NegativeZeros());
        if (TRows.Value > 4) mask = TVector.Or(TVector.Or(mask, _row6.NegativeZeros()), _row7.NegativeZeros());
        return TVector.Any(mask);
    }
}
