using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorNet.Learning.Numerics;

/// <summary>
/// The three matrix products of training on top of <see cref="TileKernel{TVector}"/>. B is packed, panel by panel, into
/// contiguous rows as wide as a tile; A is read in place. Loop order: blocks of depth, panels of columns, tiles of rows,
/// so that a panel stays in the first-level cache while all rows of A pass by.
/// </summary>
internal static class MatrixProduct<TVector> where TVector : struct, IVector<TVector>
{
    /// <summary>Depth of a block: 256 rows of a panel of 16 columns are 16 KiB, half a first-level cache.</summary>
    private const int DepthBlock = 256;

    private static int TileColumns => TileShape.MaxVectors * TVector.Count;

    /// <summary>
    /// z[m, o] = bias[o] + Σ_i a[m, i]·w[i, o], in the order of i, beginning with the bias.
    /// </summary>
    public static void Forward(MatrixView a, MatrixView w, ReadOnlySpan<float> bias, MatrixView z, KernelWorkspace workspace) =>
        Product(a, w, isTransposed: false, bias, z, workspace);

    /// <summary>d[m, i] = Σ_o delta[m, o]·w[i, o], in the order of o, beginning with 0.</summary>
    public static void InputGradient(MatrixView delta, MatrixView w, MatrixView d, KernelWorkspace workspace) =>
        Product(delta, w, isTransposed: true, [], d, workspace);

    /// <summary>
    /// g[i, o] = the pairwise tree over slices of Σ_m a[m, i]·delta[m, o], each slice's sum in the order of m, beginning
    /// with 0. Slices are <paramref name="sliceSize"/> consecutive rows; the last may be smaller.
    /// </summary>
    public static void WeightGradient(MatrixView a, MatrixView delta, int sliceSize, MatrixView g, KernelWorkspace workspace)
    {
        ref var panel = ref MemoryMarshal.GetReference(workspace.Panel);
        workspace.Start.Clear();
        var depth = a.Rows;
        for (var column = 0; column < g.Columns; column += TileColumns)
        {
            var vectors = VectorsAt(column, g.Columns);
            Pack(delta, 0, depth, column, vectors, ref panel);
            for (var row = 0; row < g.Rows; row += TileShape.MaxRows)
            {
                var rows = Math.Min(TileShape.MaxRows, g.Rows - row);
                var isRagged = column + vectors * TVector.Count > g.Columns;
                ref var c = ref isRagged ? ref MemoryMarshal.GetReference(workspace.Tile) : ref g.At(row, column);
                var cRow = isRagged ? TileColumns : g.Stride;
                SumSlices(a, row, rows, vectors, sliceSize, ref panel, workspace, ref c, cRow);
                if (isRagged)
                    CopyTile(workspace.Tile, g, row, rows, column, toMatrix: true);
            }
        }
    }

    /// <summary>
    /// One tile of the weight gradient over all slices. Leaf j of the tree merges with the levels its carry passes; the
    /// last leaf merges with every level still waiting, and goes to C.
    /// </summary>
    private static void SumSlices(
        MatrixView a, int row, int rows, int vectors, int sliceSize, ref float panel, KernelWorkspace workspace, ref float c, int cRow)
    {
        ref var levels = ref MemoryMarshal.GetReference(workspace.Levels);
        ref var zero = ref MemoryMarshal.GetReference(workspace.Start);
        var tileRow = vectors * TVector.Count;
        var depth = a.Rows;
        for (uint leaf = 0, first = 0; first < depth; leaf++, first += (uint)sliceSize)
        {
            var sliceDepth = Math.Min(sliceSize, depth - (int)first);
            ref var sliceA = ref a.At((int)first, row);
            ref var slicePanel = ref Unsafe.Add(ref panel, (nint)first * tileRow);
            if (first + sliceDepth == depth)
            {
                RunTile(rows, vectors, ref sliceA, 1, a.Stride, ref slicePanel, sliceDepth, ref zero, 0, ref levels, leaf, ref c, cRow);
            }
            else
            {
                var carries = leaf & ~(leaf + 1);
                ref var level = ref Unsafe.Add(ref levels, BitOperations.TrailingZeroCount(~leaf) * rows * tileRow);
                RunTile(rows, vectors, ref sliceA, 1, a.Stride, ref slicePanel, sliceDepth, ref zero, 0, ref levels, carries, ref level, tileRow);
            }
        }
    }

    private static void Product(
        MatrixView a, MatrixView b, bool isTransposed, ReadOnlySpan<float> bias, MatrixView c, KernelWorkspace workspace)
    {
        ref var panel = ref MemoryMarshal.GetReference(workspace.Panel);
        for (var first = 0; first < a.Columns; first += DepthBlock)
        {
            var depth = Math.Min(DepthBlock, a.Columns - first);
            for (var column = 0; column < c.Columns; column += TileColumns)
            {
                var vectors = VectorsAt(column, c.Columns);
                if (isTransposed)
                    PackTransposed(b, first, depth, column, vectors, ref panel);
                else
                    Pack(b, first, depth, column, vectors, ref panel);
                if (first == 0)
                    PackStart(bias, column, workspace.Start);
                for (var row = 0; row < c.Rows; row += TileShape.MaxRows)
                    ProductTile(a, first, depth, row, ref panel, column, vectors, c, workspace);
            }
        }
    }

    private static void ProductTile(
        MatrixView a, int first, int depth, int row, ref float panel, int column, int vectors, MatrixView c, KernelWorkspace workspace)
    {
        var rows = Math.Min(TileShape.MaxRows, c.Rows - row);
        var isRagged = column + vectors * TVector.Count > c.Columns;
        if (isRagged && first > 0)
            CopyTile(workspace.Tile, c, row, rows, column, toMatrix: false);

        ref var tile = ref isRagged ? ref MemoryMarshal.GetReference(workspace.Tile) : ref c.At(row, column);
        var tileRow = isRagged ? TileColumns : c.Stride;
        ref var start = ref first == 0 ? ref MemoryMarshal.GetReference(workspace.Start) : ref tile;
        var startRow = first == 0 ? 0 : tileRow;
        RunTile(rows, vectors, ref a.At(row, first), a.Stride, 1, ref panel, depth, ref start, startRow, ref panel, 0, ref tile, tileRow);

        if (isRagged)
            CopyTile(workspace.Tile, c, row, rows, column, toMatrix: true);
    }

    /// <summary>Two vectors, or one where the columns that are left fit it.</summary>
    private static int VectorsAt(int column, int columns) => columns - column > TVector.Count ? 2 : 1;

    /// <summary>panel[d, :] = b[first + d, column ..], zero beyond the last column.</summary>
    private static void Pack(MatrixView b, int first, int depth, int column, int vectors, ref float panel)
    {
        var width = vectors * TVector.Count;
        var columns = Math.Min(width, b.Columns - column);
        for (var d = 0; d < depth; d++, panel = ref Unsafe.Add(ref panel, width))
        {
            if (columns == width)
            {
                for (var v = 0; v < width; v += TVector.Count)
                    TVector.Store(TVector.Load(ref b.At(first + d, column + v)), ref Unsafe.Add(ref panel, v));
                continue;
            }

            var target = MemoryMarshal.CreateSpan(ref panel, width);
            b.Row(first + d)[column..].CopyTo(target);
            target[columns..].Clear();
        }
    }

    /// <summary>panel[d, j] = b[column + j, first + d], zero beyond the last row of b.</summary>
    private static void PackTransposed(MatrixView b, int first, int depth, int column, int vectors, ref float panel)
    {
        var width = vectors * TVector.Count;
        var columns = Math.Min(width, b.Rows - column);
        for (var j = 0; j < columns; j++)
        {
            var source = b.Row(column + j).Slice(first, depth);
            for (var d = 0; d < source.Length; d++)
                Unsafe.Add(ref panel, (nint)d * width + j) = source[d];
        }

        for (var d = 0; d < depth && columns < width; d++)
            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref panel, (nint)d * width + columns), width - columns).Clear();
    }

    private static void PackStart(ReadOnlySpan<float> bias, int column, Span<float> start)
    {
        start.Clear();
        if (!bias.IsEmpty)
            bias[column..Math.Min(column + TileColumns, bias.Length)].CopyTo(start);
    }

    private static void CopyTile(Span<float> tile, MatrixView c, int row, int rows, int column, bool toMatrix)
    {
        for (var r = 0; r < rows; r++)
        {
            var inMatrix = c.Row(row + r)[column..];
            inMatrix = inMatrix[..Math.Min(inMatrix.Length, TileColumns)];
            var inTile = tile.Slice(r * TileColumns, inMatrix.Length);
            if (toMatrix)
                inTile.CopyTo(inMatrix);
            else
                inMatrix.CopyTo(inTile);
        }
    }

    private static void RunTile(
        int rows, int vectors, ref float a, nint aRow, nint aStep, ref float panel, nint depth, ref float start, nint startRow,
        ref float levels, uint mergeLevels, ref float c, nint cRow)
    {
        switch (rows, vectors)
        {
            case (1, 1): TileKernel<TVector>.Run<Tile1x1>(ref a, aRow, aStep, ref panel, depth, ref start, startRow, ref levels, mergeLevels, ref c, cRow); break;
            case (2, 1): TileKernel<TVector>.Run<Tile2x1>(ref a, aRow, aStep, ref panel, depth, ref start, startRow, ref levels, mergeLevels, ref c, cRow); break;
            case (3, 1): TileKernel<TVector>.Run<Tile3x1>(ref a, aRow, aStep, ref panel, depth, ref start, startRow, ref levels, mergeLevels, ref c, cRow); break;
            case (4, 1): TileKernel<TVector>.Run<Tile4x1>(ref a, aRow, aStep, ref panel, depth, ref start, startRow, ref levels, mergeLevels, ref c, cRow); break;
            case (5, 1): TileKernel<TVector>.Run<Tile5x1>(ref a, aRow, aStep, ref panel, depth, ref start, startRow, ref levels, mergeLevels, ref c, cRow); break;
            case (6, 1): TileKernel<TVector>.Run<Tile6x1>(ref a, aRow, aStep, ref panel, depth, ref start, startRow, ref levels, mergeLevels, ref c, cRow); break;
            case (1, 2): TileKernel<TVector>.Run<Tile1x2>(ref a, aRow, aStep, ref panel, depth, ref start, startRow, ref levels, mergeLevels, ref c, cRow); break;
            case (2, 2): TileKernel<TVector>.Run<Tile2x2>(ref a, aRow, aStep, ref panel, depth, ref start, startRow, ref levels, mergeLevels, ref c, cRow); break;
            case (3, 2): TileKernel<TVector>.Run<Tile3x2>(ref a, aRow, aStep, ref panel, depth, ref start, startRow, ref levels, mergeLevels, ref c, cRow); break;
            case (4, 2): TileKernel<TVector>.Run<Tile4x2>(ref a, aRow, aStep, ref panel, depth, ref start, startRow, ref levels, mergeLevels, ref c, cRow); break;
            case (5, 2): TileKernel<TVector>.Run<Tile5x2>(ref a, aRow, aStep, ref panel, depth, ref start, startRow, ref levels, mergeLevels, ref c, cRow); break;
            default: TileKernel<TVector>.Run<Tile6x2>(ref a, aRow, aStep, ref panel, depth, ref start, startRow, ref levels, mergeLevels, ref c, cRow); break;
        }
    }
}
