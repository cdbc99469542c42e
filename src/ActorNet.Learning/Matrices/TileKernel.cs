using System.Numerics;
using System.Runtime.Intrinsics.X86;
using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Matrices;

/// <summary>
/// The inner loop of all matrix products: a tile of C stays in registers while the kernel runs over the shared dimension ("depth"), slice
/// after slice.
/// </summary>
/// <remarks>
/// Each step loads one row of B's panel and, for each row of the tile, broadcasts one element of A and adds its product with B's row by
/// fused multiply-add. So every element of a slice's sum is a chain of fused multiply-adds in the order of depth, whatever the tile's
/// shape, the vector's width or the blocking around it. The pairwise tree then adds the slices' sums like the carries of a binary
/// counter: leaf j merges with the levels of its trailing ones, the last leaf with every level still pending. Both together are the law.
/// Registers for the largest tiles: of sixteen, 4 rows x 3 vectors use twelve for sums, three for B and one for A; of thirty-two, 8 x 3
/// use twenty-four, three and one. Twelve sums already hide the latency of the multiply-add (two units, four cycles); more rows need
/// fewer loads per row.
/// </remarks>
internal static class TileKernel<TVector> where TVector : struct, IVector<TVector>
{
    /// <summary>The maximum number of rows in a tile.</summary>
    public static int MaxRows => TVector.Registers >= 32 ? 8 : 4;

    /// <summary>
    /// C[r, :] = Start[r, :] + the tree over slices of Σ_d A[r, d]·B[d, :], tile by tile down a panel. The first slice's sum starts with
    /// Start, every other with 0.
    /// </summary>
    /// <param name="rows">Rows per tile: 1, 2, 4 or, at most, <see cref="MaxRows"/>.</param>
    /// <param name="vectors">Vectors per tile row: 1 to <see cref="TileShape.MaxVectors"/>.</param>
    /// <param name="operands">Operands and strides.</param>
    /// <returns>The number of tiles computed: all, or with a sparse A those before the first that contains -0. That one must be computed
    /// from all of A: only there can skipping fma(0, b, sum) = sum matter, since it turns -0 into 0.</returns>
    public static int Run(int rows, int vectors, in TileOperands operands) => vectors switch
    {
        1 => Run<Size1>(rows, operands),
        2 => Run<Size2>(rows, operands),
        _ => Run<Size3>(rows, operands),
    };

    private static int Run<TVectors>(int rows, in TileOperands operands) where TVectors : struct, ISize => rows switch
    {
        1 => Run<Size1, TVectors>(operands),
        2 => Run<Size2, TVectors>(operands),
        4 => Run<Size4, TVectors>(operands),
        _ => Run<Size8, TVectors>(operands),
    };

    private static int Run<TRows, TVectors>(in TileOperands operands)
        where TRows : struct, ISize
        where TVectors : struct, ISize
    {
        var width = TVectors.Value * TVector.Count;
        var isAPacked = operands.ARow == 1 && operands.AStep == TRows.Value;
        var isBPacked = operands.BRow == width && operands.BLast == width - TVector.Count;
        return (operands.IsSparse, isBPacked) switch
        {
            (true, true) => Run<TRows, TVectors, SparseStrides>(operands),
            (true, false) => Run<TRows, TVectors, SparseInPlaceStrides>(operands),
            (false, true) when isAPacked => Run<TRows, TVectors, PackedStrides>(operands),
            _ => Run<TRows, TVectors, InPlaceStrides>(operands),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Run<TRows, TVectors, TStrides>(in TileOperands operands)
        where TRows : struct, ISize
        where TVectors : struct, ISize
        where TStrides : struct, ITileStrides
    {
        nint levelRow = TVectors.Value * TVector.Count;
        var levelLast = levelRow - TVector.Count;
        var level = TRows.Value * levelRow;
        var (aRow, aStep) = TStrides.HavePackedA ? (1, TRows.Value) : (operands.ARow, operands.AStep);
        var (bRow, bLast) = TStrides.HavePackedB ? (levelRow, levelLast) : (operands.BRow, operands.BLast);
        ref var a = ref operands.A;
        ref var panel = ref operands.B;
        ref var steps = ref operands.Steps;
        ref var c = ref operands.C;
        ref var start = ref operands.Start;
        ref var levels = ref operands.Levels;
        nint step = 0;
        Tile<TVector, TRows, TVectors> tile = default;
        for (var index = 0; index < operands.Tiles; index++)
        {
            ref var b = ref panel;
            if (!TStrides.AreSparse)
                a = ref Unsafe.Add(ref operands.A, index * operands.ATile);
            var remaining = operands.Depth;
            var filled = 0;
            ref var pending = ref levels;
            tile.Load(ref start, operands.StartRow, operands.CLast);
            for (var leaf = 0; ; leaf++)
            {
                var isLast = leaf == operands.Slices - 1;
                var merges = isLast ? leaf : leaf & ~(leaf + 1);
                if (TStrides.AreSparse)
                {
                    // Merge only levels that hold a sum: adding that of empty slices, 0, changes nothing.
                    merges &= filled;
                    nint end = Unsafe.Add(ref operands.SliceEnds, index * operands.Slices + leaf);
                    if (leaf > 0)
                    {
                        if (step < end)
                        {
                            b = ref Unsafe.Add(ref panel, Unsafe.Add(ref steps, step++) * bRow);
                            tile.Restart(ref a, aRow, ref b, bLast, ref start, ref pending, levelRow, levelLast);
                            a = ref Unsafe.Add(ref a, aStep);
                        }
                        else if (merges != 0)
                        {
                            tile.Store(ref pending, levelRow, levelLast);
                            tile = default;
                        }
                        else
                        {
                            // Never the last leaf: it merges at least the level that leaf 0 filled.
                            continue;
                        }
                    }

                    for (; step < end; step++)
                    {
                        Prefetch<TVectors>(ref panel, Unsafe.Add(ref steps, step + SparseRows.StepsAhead) * bRow);
                        tile.MultiplyAdd(ref a, 0, aRow, ref panel, Unsafe.Add(ref steps, step) * bRow, bLast);
                        a = ref Unsafe.Add(ref a, aStep);
                    }

                    filled &= ~merges;
                }
                else
                {
                    var depth = Math.Min(remaining, operands.SliceDepth);
                    remaining -= depth;
                    if (leaf > 0)
                    {
                        tile.Restart(ref a, aRow, ref b, bLast, ref start, ref pending, levelRow, levelLast);
                        a = ref Unsafe.Add(ref a, aStep);
                        b = ref Unsafe.Add(ref b, bRow);
                        depth--;
                    }

                    for (; depth >= 3; depth -= 3)
                    {
                        tile.MultiplyAdd(ref a, 0, aRow, ref b, 0, bLast);
                        tile.MultiplyAdd(ref a, aStep, aRow, ref b, bRow, bLast);
                        tile.MultiplyAdd(ref a, 2 * aStep, aRow, ref b, 2 * bRow, bLast);
                        a = ref Unsafe.Add(ref a, 3 * aStep);
                        b = ref Unsafe.Add(ref b, 3 * bRow);
                    }

                    for (; depth > 0; depth--)
                    {
                        tile.MultiplyAdd(ref a, 0, aRow, ref b, 0, bLast);
                        a = ref Unsafe.Add(ref a, aStep);
                        b = ref Unsafe.Add(ref b, bRow);
                    }
                }

                for (; merges != 0; merges &= merges - 1)
                    tile.AddLeft(ref Unsafe.Add(ref levels, BitOperations.TrailingZeroCount(merges) * level), levelRow, levelLast);
                if (isLast)
                    break;
                var free = BitOperations.TrailingZeroCount(~leaf);
                filled |= 1 << free;
                pending = ref Unsafe.Add(ref levels, free * level);
            }

            if (TStrides.AreSparse && tile.HasNegativeZero())
                return index;
            tile.Store(ref c, operands.CRow, operands.CLast);
            c = ref Unsafe.Add(ref c, TRows.Value * operands.CRow);
            start = ref Unsafe.Add(ref start, TRows.Value * operands.StartRow);
        }

        return (int)operands.Tiles;
    }

    /// <summary>
    /// Asks for a row of B that a sparse A needs soon: the processor foresees only rows that follow each other, and those that another core
    /// has written take long. The offset may be any: a hint cannot fail.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Prefetch<TVectors>(ref float panel, nint offset) where TVectors : struct, ISize
    {
        if (!Sse.IsSupported)
            return;
        var row = (float*)Unsafe.AsPointer(ref panel) + offset;
        for (var vector = 0; vector < TVectors.Value; vector++)
            Sse.Prefetch0(row + vector * TVector.Count);
    }
}
