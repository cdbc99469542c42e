using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Matrices;

/// <summary>
/// One row of a <see cref="Tile{TVector, TRows, TVectors}"/>: 1 to 3 vectors, contiguous in memory except that the last starts at its own
/// offset.
/// </summary>
internal struct TileRow<TVector, TVectors>
    where TVector : struct, IVector<TVector>
    where TVectors : struct, ISize
{
    private TVector _v0, _v1, _v2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Load(ref float source, nint last)
    {
        _v0 = TVector.Load(ref source);
        if (TVectors.Value == 1) return;
        _v1 = TVector.Load(ref Unsafe.Add(ref source, Second(last)));
        if (TVectors.Value == 2) return;
        _v2 = TVector.Load(ref Unsafe.Add(ref source, last));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref float target, nint last)
    {
        TVector.Store(_v0, ref target);
        if (TVectors.Value == 1) return;
        TVector.Store(_v1, ref Unsafe.Add(ref target, Second(last)));
        if (TVectors.Value == 2) return;
        TVector.Store(_v2, ref Unsafe.Add(ref target, last));
    }

    /// <summary>row += x·b, fused.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MultiplyAdd(float x, TVector b0, TVector b1, TVector b2)
    {
        var factor = TVector.Broadcast(x);
        TVector.MultiplyAdd(ref _v0, b0, factor);
        if (TVectors.Value == 1) return;
        TVector.MultiplyAdd(ref _v1, b1, factor);
        if (TVectors.Value == 2) return;
        TVector.MultiplyAdd(ref _v2, b2, factor);
    }

    /// <summary>Stores the row, then row = zero + x·b, fused.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Restart(float x, TVector b0, TVector b1, TVector b2, ref float zero, ref float target, nint last)
    {
        var factor = TVector.Broadcast(x);
        TVector.Store(_v0, ref target);
        TVector.StartMultiplyAdd(ref _v0, ref zero, b0, factor);
        if (TVectors.Value == 1) return;
        TVector.Store(_v1, ref Unsafe.Add(ref target, Second(last)));
        TVector.StartMultiplyAdd(ref _v1, ref zero, b1, factor);
        if (TVectors.Value == 2) return;
        TVector.Store(_v2, ref Unsafe.Add(ref target, last));
        TVector.StartMultiplyAdd(ref _v2, ref zero, b2, factor);
    }

    /// <summary>row = left + row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddLeft(ref float left, nint last)
    {
        TVector.AddLeft(ref _v0, ref left);
        if (TVectors.Value == 1) return;
        TVector.AddLeft(ref _v1, ref Unsafe.Add(ref left, Second(last)));
        if (TVectors.Value == 2) return;
        TVector.AddLeft(ref _v2, ref Unsafe.Add(ref left, last));
    }

    /// <summary>Mask of the columns that are -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TVector NegativeZeros()
    {
        var mask = TVector.IsNegativeZero(_v0);
        if (TVectors.Value > 1) mask = TVector.Or(mask, TVector.IsNegativeZero(_v1));
        if (TVectors.Value > 2) mask = TVector.Or(mask, TVector.IsNegativeZero(_v2));
        return mask;
    }

    /// <summary>The second vector's offset: it is the last of two, but not of three.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Second(nint last) => TVectors.Value == 2 ? last : TVector.Count;
}
