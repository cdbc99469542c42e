using System.Numerics;
using System.Runtime.CompilerServices;

namespace ActorNet.Learning.Numerics;

/// <summary>
/// The one inner loop of all matrix products: a tile of C, up to 4 rows by 3 vectors, that stays in registers while the
/// shared dimension ("depth") runs by, slice after slice.
/// </summary>
/// <remarks>
/// Each step of the loop loads one row of the packed panel of B (b0, b1, b2) and, row by row, broadcasts one element of A
/// (x0 to x3) and adds x·b to that row's accumulators by fused multiply-add. So every element of a slice's sum is a chain
/// of fused multiply-adds in the order of depth, whatever the tile's shape, the vector's width or the blocking around
/// it. The slices' sums are then added by the pairwise tree, as a binary counter carries: leaf j merges with
/// the levels of its trailing ones, the last leaf with every level that still waits. Both together are the law.
/// Registers on AVX2: twelve accumulators, three of B, one broadcast, sixteen in all; and only ten instructions a step
/// that are not fused multiply-adds, which counts where two threads share a core's decoders.
/// </remarks>
internal static class TileKernel<TVector> where TVector : struct, IVector<TVector>
{
    /// <summary>
    /// C[r, :] = the tree over slices of (start[r, :] + Σ_d A[r, d]·B[d, :]).
    /// </summary>
    /// <param name="a">Element (0, 0) of A; (r, d) is at r·aRow + d·aStep.</param>
    /// <param name="aRow">Elements from one row of A to the next.</param>
    /// <param name="aStep">Elements from one depth of A to the next.</param>
    /// <param name="panel">The packed panel of B: depth rows of exactly as many elements as the tile has columns.</param>
    /// <param name="depth">The length of the shared dimension, at least 1.</param>
    /// <param name="sliceDepth">The depth of a slice; the last may be smaller. A plain product is one slice.</param>
    /// <param name="start">Where each slice's sum begins; row r is at r·startRow (0 when all rows begin alike).</param>
    /// <param name="startRow">Elements from one row of the start to the next.</param>
    /// <param name="levels">Room for partial sums of the tree, a dense tile per level; not touched where there is one slice.</param>
    /// <param name="c">Where the tile goes; row r at r·cRow.</param>
    /// <param name="cRow">Elements from one row of C to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TShape>(
        ref float a, nint aRow, nint aStep, ref float panel, nint depth, nint sliceDepth, ref float start, nint startRow,
        ref float levels, ref float c, nint cRow)
        where TShape : struct, ITileShape
    {
        TVector c00 = default, c01 = default, c02 = default;
        TVector c10 = default, c11 = default, c12 = default;
        TVector c20 = default, c21 = default, c22 = default;
        TVector c30 = default, c31 = default, c32 = default;
        ref var a1 = ref Unsafe.Add(ref a, aRow);
        ref var a2 = ref Unsafe.Add(ref a, 2 * aRow);
        ref var a3 = ref Unsafe.Add(ref a, 3 * aRow);
        ref var panelEnd = ref Unsafe.Add(ref panel, depth * TileColumns<TShape>());
        nint offset = 0;
        for (var leaf = 0; ; leaf++)
        {
            c00 = Load(ref start, 0);
            if (TShape.Vectors > 1) c01 = Load(ref start, 1);
            if (TShape.Vectors > 2) c02 = Load(ref start, 2);

            if (TShape.Rows > 1)
            {
                c10 = Load(ref Unsafe.Add(ref start, startRow), 0);
                if (TShape.Vectors > 1) c11 = Load(ref Unsafe.Add(ref start, startRow), 1);
                if (TShape.Vectors > 2) c12 = Load(ref Unsafe.Add(ref start, startRow), 2);
            }

            if (TShape.Rows > 2)
            {
                c20 = Load(ref Unsafe.Add(ref start, 2 * startRow), 0);
                if (TShape.Vectors > 1) c21 = Load(ref Unsafe.Add(ref start, 2 * startRow), 1);
                if (TShape.Vectors > 2) c22 = Load(ref Unsafe.Add(ref start, 2 * startRow), 2);
            }

            if (TShape.Rows > 3)
            {
                c30 = Load(ref Unsafe.Add(ref start, 3 * startRow), 0);
                if (TShape.Vectors > 1) c31 = Load(ref Unsafe.Add(ref start, 3 * startRow), 1);
                if (TShape.Vectors > 2) c32 = Load(ref Unsafe.Add(ref start, 3 * startRow), 2);
            }

            var isLast = sliceDepth >= depth;
            ref var end = ref isLast ? ref panelEnd : ref Unsafe.Add(ref panel, sliceDepth * TileColumns<TShape>());
            depth -= sliceDepth;
            while (Unsafe.IsAddressLessThan(ref panel, ref end))
            {
                var b0 = Load(ref panel, 0);
                var b1 = TShape.Vectors > 1 ? Load(ref panel, 1) : default;
                var b2 = TShape.Vectors > 2 ? Load(ref panel, 2) : default;
                var x0 = TVector.Broadcast(Unsafe.Add(ref a, offset));
                c00 = TVector.FusedMultiplyAdd(b0, x0, c00);
                if (TShape.Vectors > 1) c01 = TVector.FusedMultiplyAdd(b1, x0, c01);
                if (TShape.Vectors > 2) c02 = TVector.FusedMultiplyAdd(b2, x0, c02);

                if (TShape.Rows > 1)
                {
                    var x1 = TVector.Broadcast(Unsafe.Add(ref a1, offset));
                    c10 = TVector.FusedMultiplyAdd(b0, x1, c10);
                    if (TShape.Vectors > 1) c11 = TVector.FusedMultiplyAdd(b1, x1, c11);
                    if (TShape.Vectors > 2) c12 = TVector.FusedMultiplyAdd(b2, x1, c12);
                }

                if (TShape.Rows > 2)
                {
                    var x2 = TVector.Broadcast(Unsafe.Add(ref a2, offset));
                    c20 = TVector.FusedMultiplyAdd(b0, x2, c20);
                    if (TShape.Vectors > 1) c21 = TVector.FusedMultiplyAdd(b1, x2, c21);
                    if (TShape.Vectors > 2) c22 = TVector.FusedMultiplyAdd(b2, x2, c22);
                }

                if (TShape.Rows > 3)
                {
                    var x3 = TVector.Broadcast(Unsafe.Add(ref a3, offset));
                    c30 = TVector.FusedMultiplyAdd(b0, x3, c30);
                    if (TShape.Vectors > 1) c31 = TVector.FusedMultiplyAdd(b1, x3, c31);
                    if (TShape.Vectors > 2) c32 = TVector.FusedMultiplyAdd(b2, x3, c32);
                }

                offset += aStep;
                panel = ref Unsafe.Add(ref panel, TileColumns<TShape>());
            }

            for (var merges = isLast ? leaf : leaf & ~(leaf + 1); merges != 0; merges &= merges - 1)
            {
                ref var left = ref Level<TShape>(ref levels, BitOperations.TrailingZeroCount(merges));
                c00 = Load(ref left, 0) + c00;
                if (TShape.Vectors > 1) c01 = Load(ref left, 1) + c01;
                if (TShape.Vectors > 2) c02 = Load(ref left, 2) + c02;

                if (TShape.Rows > 1)
                {
                    c10 = Load(ref left, TShape.Vectors) + c10;
                    if (TShape.Vectors > 1) c11 = Load(ref left, TShape.Vectors + 1) + c11;
                    if (TShape.Vectors > 2) c12 = Load(ref left, TShape.Vectors + 2) + c12;
                }

                if (TShape.Rows > 2)
                {
                    c20 = Load(ref left, 2 * TShape.Vectors) + c20;
                    if (TShape.Vectors > 1) c21 = Load(ref left, 2 * TShape.Vectors + 1) + c21;
                    if (TShape.Vectors > 2) c22 = Load(ref left, 2 * TShape.Vectors + 2) + c22;
                }

                if (TShape.Rows > 3)
                {
                    c30 = Load(ref left, 3 * TShape.Vectors) + c30;
                    if (TShape.Vectors > 1) c31 = Load(ref left, 3 * TShape.Vectors + 1) + c31;
                    if (TShape.Vectors > 2) c32 = Load(ref left, 3 * TShape.Vectors + 2) + c32;
                }
            }

            ref var target = ref isLast ? ref c : ref Level<TShape>(ref levels, BitOperations.TrailingZeroCount(~leaf));
            var targetRow = isLast ? cRow : TileColumns<TShape>();
            Store(c00, ref target, 0);
            if (TShape.Vectors > 1) Store(c01, ref target, 1);
            if (TShape.Vectors > 2) Store(c02, ref target, 2);

            if (TShape.Rows > 1)
            {
                Store(c10, ref Unsafe.Add(ref target, targetRow), 0);
                if (TShape.Vectors > 1) Store(c11, ref Unsafe.Add(ref target, targetRow), 1);
                if (TShape.Vectors > 2) Store(c12, ref Unsafe.Add(ref target, targetRow), 2);
            }

            if (TShape.Rows > 2)
            {
                Store(c20, ref Unsafe.Add(ref target, 2 * targetRow), 0);
                if (TShape.Vectors > 1) Store(c21, ref Unsafe.Add(ref target, 2 * targetRow), 1);
                if (TShape.Vectors > 2) Store(c22, ref Unsafe.Add(ref target, 2 * targetRow), 2);
            }

            if (TShape.Rows > 3)
            {
                Store(c30, ref Unsafe.Add(ref target, 3 * targetRow), 0);
                if (TShape.Vectors > 1) Store(c31, ref Unsafe.Add(ref target, 3 * targetRow), 1);
                if (TShape.Vectors > 2) Store(c32, ref Unsafe.Add(ref target, 3 * targetRow), 2);
            }

            if (isLast)
                return;
        }
    }

    /// <summary>The elements in a row of a dense tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TileColumns<TShape>() where TShape : struct, ITileShape => TShape.Vectors * TVector.Count;

    /// <summary>The dense tile of one level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Level<TShape>(ref float levels, int level) where TShape : struct, ITileShape =>
        ref Unsafe.Add(ref levels, level * TShape.Rows * TileColumns<TShape>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load(ref float source, int vector) => TVector.Load(ref Unsafe.Add(ref source, vector * TVector.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector value, ref float destination, int vector) =>
        TVector.Store(value, ref Unsafe.Add(ref destination, vector * TVector.Count));
}
