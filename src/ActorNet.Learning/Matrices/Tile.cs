using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Matrices;

/// <summary>
/// A register tile of TRows rows (1, 2, 4 or 8) and TVectors vectors (1 to 3). The JIT compiles it for each shape, keeps every vector in
/// a register of its own and drops the rows and vectors that a shape lacks.
/// </summary>
/// <remarks>
/// The vectors of a row are contiguous in memory, except that the last starts at its own offset: if the columns are not whole vectors,
/// the last vector is moved back to end with the row. What is then computed twice has the same bits.
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
        if (TRows.Value == 1) return;
        _row1.Load(ref Unsafe.Add(ref source, row), last);
        if (TRows.Value == 2) return;
        _row2.Load(ref Unsafe.Add(ref source, 2 * row), last);
        _row3.Load(ref Unsafe.Add(ref source, 3 * row), last);
        if (TRows.Value == 4) return;
        _row4.Load(ref Unsafe.Add(ref source, 4 * row), last);
        _row5.Load(ref Unsafe.Add(ref source, 5 * row), last);
        _row6.Load(ref Unsafe.Add(ref source, 6 * row), last);
        _row7.Load(ref Unsafe.Add(ref source, 7 * row), last);
    }

    /// <summary>Writes the tile; row r goes to r·<paramref name="row"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref float target, nint row, nint last)
    {
        _row0.Store(ref target, last);
        if (TRows.Value == 1) return;
        _row1.Store(ref Unsafe.Add(ref target, row), last);
        if (TRows.Value == 2) return;
        _row2.Store(ref Unsafe.Add(ref target, 2 * row), last);
        _row3.Store(ref Unsafe.Add(ref target, 3 * row), last);
        if (TRows.Value == 4) return;
        _row4.Store(ref Unsafe.Add(ref target, 4 * row), last);
        _row5.Store(ref Unsafe.Add(ref target, 5 * row), last);
        _row6.Store(ref Unsafe.Add(ref target, 6 * row), last);
        _row7.Store(ref Unsafe.Add(ref target, 7 * row), last);
    }

    /// <summary>
    /// tile[r, :] += a[r]·b[:], fused; a[r] is at <paramref name="first"/> + r·<paramref name="row"/>, b at <paramref name="panelRow"/>,
    /// its last vector at <paramref name="last"/> from there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MultiplyAdd(ref float a, nint first, nint row, ref float b, nint panelRow, nint last)
    {
        var b0 = TVector.Load(ref Unsafe.Add(ref b, panelRow));
        var b1 = TVectors.Value > 1 ? TVector.Load(ref Unsafe.Add(ref b, panelRow + TileRow<TVector, TVectors>.Second(last))) : default;
        var b2 = TVectors.Value > 2 ? TVector.Load(ref Unsafe.Add(ref b, panelRow + last)) : default;
        _row0.MultiplyAdd(Unsafe.Add(ref a, first), b0, b1, b2);
        if (TRows.Value == 1) return;
        _row1.MultiplyAdd(Unsafe.Add(ref a, first + row), b0, b1, b2);
        if (TRows.Value == 2) return;
        _row2.MultiplyAdd(Unsafe.Add(ref a, first + 2 * row), b0, b1, b2);
        _row3.MultiplyAdd(Unsafe.Add(ref a, first + 3 * row), b0, b1, b2);
        if (TRows.Value == 4) return;
        _row4.MultiplyAdd(Unsafe.Add(ref a, first + 4 * row), b0, b1, b2);
        _row5.MultiplyAdd(Unsafe.Add(ref a, first + 5 * row), b0, b1, b2);
        _row6.MultiplyAdd(Unsafe.Add(ref a, first + 6 * row), b0, b1, b2);
        _row7.MultiplyAdd(Unsafe.Add(ref a, first + 7 * row), b0, b1, b2);
    }

    /// <summary>
    /// Stores the tile, then tile[r, :] = 0 + a[r]·b[:], fused. Each vector is stored just before its register is needed: storing all of
    /// them first would delay the multiplications that follow.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Restart(
        ref float a, nint row, ref float b, nint last, ref float zero, ref float target, nint targetRow, nint targetLast)
    {
        var b0 = TVector.Load(ref b);
        var b1 = TVectors.Value > 1 ? TVector.Load(ref Unsafe.Add(ref b, TileRow<TVector, TVectors>.Second(last))) : default;
        var b2 = TVectors.Value > 2 ? TVector.Load(ref Unsafe.Add(ref b, last)) : default;
        _row0.Restart(a, b0, b1, b2, ref zero, ref target, targetLast);
        if (TRows.Value == 1) return;
        _row1.Restart(Unsafe.Add(ref a, row), b0, b1, b2, ref zero, ref Unsafe.Add(ref target, targetRow), targetLast);
        if (TRows.Value == 2) return;
        _row2.Restart(Unsafe.Add(ref a, 2 * row), b0, b1, b2, ref zero, ref Unsafe.Add(ref target, 2 * targetRow), targetLast);
        _row3.Restart(Unsafe.Add(ref a, 3 * row), b0, b1, b2, ref zero, ref Unsafe.Add(ref target, 3 * targetRow), targetLast);
        if (TRows.Value == 4) return;
        _row4.Restart(Unsafe.Add(ref a, 4 * row), b0, b1, b2, ref zero, ref Unsafe.Add(ref target, 4 * targetRow), targetLast);
        _row5.Restart(Unsafe.Add(ref a, 5 * row), b0, b1, b2, ref zero, ref Unsafe.Add(ref target, 5 * targetRow), targetLast);
        _row6.Restart(Unsafe.Add(ref a, 6 * row), b0, b1, b2, ref zero, ref Unsafe.Add(ref target, 6 * targetRow), targetLast);
        _row7.Restart(Unsafe.Add(ref a, 7 * row), b0, b1, b2, ref zero, ref Unsafe.Add(ref target, 7 * targetRow), targetLast);
    }

    /// <summary>tile = left + tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddLeft(ref float left, nint row, nint last)
    {
        _row0.AddLeft(ref left, last);
        if (TRows.Value == 1) return;
        _row1.AddLeft(ref Unsafe.Add(ref left, row), last);
        if (TRows.Value == 2) return;
        _row2.AddLeft(ref Unsafe.Add(ref left, 2 * row), last);
        _row3.AddLeft(ref Unsafe.Add(ref left, 3 * row), last);
        if (TRows.Value == 4) return;
        _row4.AddLeft(ref Unsafe.Add(ref left, 4 * row), last);
        _row5.AddLeft(ref Unsafe.Add(ref left, 5 * row), last);
        _row6.AddLeft(ref Unsafe.Add(ref left, 6 * row), last);
        _row7.AddLeft(ref Unsafe.Add(ref left, 7 * row), last);
    }

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
