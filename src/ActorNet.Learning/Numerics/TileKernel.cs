using System.Numerics;
using System.Runtime.CompilerServices;

namespace ActorNet.Learning.Numerics;

/// <summary>
/// The one inner loop of all matrix products: a tile of C, up to 6 rows by 2 vectors, that stays in registers while the
/// shared dimension ("depth") runs by.
/// </summary>
/// <remarks>
/// Each step of the loop loads one row of the packed panel of B (b0, b1) and, row by row, broadcasts one element of A
/// (x) and adds x·b to that row's accumulators by fused multiply-add. So every element of C is a chain of fused
/// multiply-adds in the order of depth, whatever the tile's shape, the vector's width or the blocking around it: that
/// is the law. Registers on AVX2: twelve accumulators, two of B, one broadcast, of sixteen.
/// </remarks>
internal static class TileKernel<TVector> where TVector : struct, IVector<TVector>
{
    /// <summary>
    /// C[r, :] = start[r, :] + Σ_d A[r, d]·B[d, :], then left-added to the partial sums that <paramref name="mergeLevels"/> names.
    /// </summary>
    /// <param name="a">Element (0, 0) of A; (r, d) is at r·aRow + d·aStep.</param>
    /// <param name="aRow">Elements from one row of A to the next.</param>
    /// <param name="aStep">Elements from one depth of A to the next.</param>
    /// <param name="panel">The packed panel of B: depth rows of exactly as many elements as the tile has columns.</param>
    /// <param name="depth">The length of the shared dimension.</param>
    /// <param name="start">Where the sums begin; row r is at r·startRow (0 when all rows begin alike).</param>
    /// <param name="startRow">Elements from one row of the start to the next.</param>
    /// <param name="levels">Partial sums of the pairwise tree, a dense tile per level.</param>
    /// <param name="mergeLevels">
    /// Bit k set: add level k's tile on the left (level + sum), lowest level first. This is the carry chain of a binary counter.
    /// </param>
    /// <param name="c">Where the tile goes; row r at r·cRow.</param>
    /// <param name="cRow">Elements from one row of C to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TShape>(
        ref float a, nint aRow, nint aStep, ref float panel, nint depth, ref float start, nint startRow,
        ref float levels, uint mergeLevels, ref float c, nint cRow)
        where TShape : struct, ITileShape
    {
        TVector c00 = default, c01 = default;
        TVector c10 = default, c11 = default;
        TVector c20 = default, c21 = default;
        TVector c30 = default, c31 = default;
        TVector c40 = default, c41 = default;
        TVector c50 = default, c51 = default;

        c00 = Load(ref start, 0);
        if (TShape.Vectors > 1) c01 = Load(ref start, 1);

        if (TShape.Rows > 1)
        {
            c10 = Load(ref Unsafe.Add(ref start, startRow), 0);
            if (TShape.Vectors > 1) c11 = Load(ref Unsafe.Add(ref start, startRow), 1);
        }

        if (TShape.Rows > 2)
        {
            c20 = Load(ref Unsafe.Add(ref start, 2 * startRow), 0);
            if (TShape.Vectors > 1) c21 = Load(ref Unsafe.Add(ref start, 2 * startRow), 1);
        }

        if (TShape.Rows > 3)
        {
            c30 = Load(ref Unsafe.Add(ref start, 3 * startRow), 0);
            if (TShape.Vectors > 1) c31 = Load(ref Unsafe.Add(ref start, 3 * startRow), 1);
        }

        if (TShape.Rows > 4)
        {
            c40 = Load(ref Unsafe.Add(ref start, 4 * startRow), 0);
            if (TShape.Vectors > 1) c41 = Load(ref Unsafe.Add(ref start, 4 * startRow), 1);
        }

        if (TShape.Rows > 5)
        {
            c50 = Load(ref Unsafe.Add(ref start, 5 * startRow), 0);
            if (TShape.Vectors > 1) c51 = Load(ref Unsafe.Add(ref start, 5 * startRow), 1);
        }

        ref var a1 = ref Unsafe.Add(ref a, 1 * aRow);
        ref var a2 = ref Unsafe.Add(ref a, 2 * aRow);
        ref var a3 = ref Unsafe.Add(ref a, 3 * aRow);
        ref var a4 = ref Unsafe.Add(ref a, 4 * aRow);
        ref var a5 = ref Unsafe.Add(ref a, 5 * aRow);
        nint offset = 0;
        for (nint d = 0; d < depth; d++)
        {
            var b0 = Load(ref panel, 0);
            var b1 = TShape.Vectors > 1 ? Load(ref panel, 1) : default;
            var x = TVector.Broadcast(Unsafe.Add(ref a, offset));
            c00 = TVector.FusedMultiplyAdd(x, b0, c00);
            if (TShape.Vectors > 1) c01 = TVector.FusedMultiplyAdd(x, b1, c01);
            if (TShape.Rows > 1)
            {
                x = TVector.Broadcast(Unsafe.Add(ref a1, offset));
                c10 = TVector.FusedMultiplyAdd(x, b0, c10);
                if (TShape.Vectors > 1) c11 = TVector.FusedMultiplyAdd(x, b1, c11);
            }

            if (TShape.Rows > 2)
            {
                x = TVector.Broadcast(Unsafe.Add(ref a2, offset));
                c20 = TVector.FusedMultiplyAdd(x, b0, c20);
                if (TShape.Vectors > 1) c21 = TVector.FusedMultiplyAdd(x, b1, c21);
            }

            if (TShape.Rows > 3)
            {
                x = TVector.Broadcast(Unsafe.Add(ref a3, offset));
                c30 = TVector.FusedMultiplyAdd(x, b0, c30);
                if (TShape.Vectors > 1) c31 = TVector.FusedMultiplyAdd(x, b1, c31);
            }

            if (TShape.Rows > 4)
            {
                x = TVector.Broadcast(Unsafe.Add(ref a4, offset));
                c40 = TVector.FusedMultiplyAdd(x, b0, c40);
                if (TShape.Vectors > 1) c41 = TVector.FusedMultiplyAdd(x, b1, c41);
            }

            if (TShape.Rows > 5)
            {
                x = TVector.Broadcast(Unsafe.Add(ref a5, offset));
                c50 = TVector.FusedMultiplyAdd(x, b0, c50);
                if (TShape.Vectors > 1) c51 = TVector.FusedMultiplyAdd(x, b1, c51);
            }

            offset += aStep;
            panel = ref Unsafe.Add(ref panel, TShape.Vectors * TVector.Count);
        }

        for (; mergeLevels != 0; mergeLevels &= mergeLevels - 1)
        {
            ref var left = ref Unsafe.Add(ref levels, BitOperations.TrailingZeroCount(mergeLevels) * LevelElements<TShape>());
            c00 = Load(ref left, 0) + c00;
            if (TShape.Vectors > 1) c01 = Load(ref left, 1) + c01;

            if (TShape.Rows > 1)
            {
                c10 = Load(ref left, 1 * TShape.Vectors) + c10;
                if (TShape.Vectors > 1) c11 = Load(ref left, 1 * TShape.Vectors + 1) + c11;
            }

            if (TShape.Rows > 2)
            {
                c20 = Load(ref left, 2 * TShape.Vectors) + c20;
                if (TShape.Vectors > 1) c21 = Load(ref left, 2 * TShape.Vectors + 1) + c21;
            }

            if (TShape.Rows > 3)
            {
                c30 = Load(ref left, 3 * TShape.Vectors) + c30;
                if (TShape.Vectors > 1) c31 = Load(ref left, 3 * TShape.Vectors + 1) + c31;
            }

            if (TShape.Rows > 4)
            {
                c40 = Load(ref left, 4 * TShape.Vectors) + c40;
                if (TShape.Vectors > 1) c41 = Load(ref left, 4 * TShape.Vectors + 1) + c41;
            }

            if (TShape.Rows > 5)
            {
                c50 = Load(ref left, 5 * TShape.Vectors) + c50;
                if (TShape.Vectors > 1) c51 = Load(ref left, 5 * TShape.Vectors + 1) + c51;
            }
        }

        Store(c00, ref c, 0);
        if (TShape.Vectors > 1) Store(c01, ref c, 1);

        if (TShape.Rows > 1)
        {
            Store(c10, ref Unsafe.Add(ref c, cRow), 0);
            if (TShape.Vectors > 1) Store(c11, ref Unsafe.Add(ref c, cRow), 1);
        }

        if (TShape.Rows > 2)
        {
            Store(c20, ref Unsafe.Add(ref c, 2 * cRow), 0);
            if (TShape.Vectors > 1) Store(c21, ref Unsafe.Add(ref c, 2 * cRow), 1);
        }

        if (TShape.Rows > 3)
        {
            Store(c30, ref Unsafe.Add(ref c, 3 * cRow), 0);
            if (TShape.Vectors > 1) Store(c31, ref Unsafe.Add(ref c, 3 * cRow), 1);
        }

        if (TShape.Rows > 4)
        {
            Store(c40, ref Unsafe.Add(ref c, 4 * cRow), 0);
            if (TShape.Vectors > 1) Store(c41, ref Unsafe.Add(ref c, 4 * cRow), 1);
        }

        if (TShape.Rows > 5)
        {
            Store(c50, ref Unsafe.Add(ref c, 5 * cRow), 0);
            if (TShape.Vectors > 1) Store(c51, ref Unsafe.Add(ref c, 5 * cRow), 1);
        }
    }

    /// <summary>The elements of a dense tile: what one level of partial sums takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LevelElements<TShape>() where TShape : struct, ITileShape => TShape.Rows * TShape.Vectors * TVector.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load(ref float source, int vector) => TVector.Load(ref Unsafe.Add(ref source, vector * TVector.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector value, ref float destination, int vector) =>
        TVector.Store(value, ref Unsafe.Add(ref destination, vector * TVector.Count));
}
