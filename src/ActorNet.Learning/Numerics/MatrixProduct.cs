using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorNet.Learning.Numerics;

/// <summary>
/// The three matrix products of training on top of <see cref="TileKernel{TVector}"/>. B is packed, a group of panels at a
/// time, into contiguous rows as wide as a tile, so that a panel stays in the first-level cache while tile after tile of
/// A passes by, and a group in the second-level cache.
/// </summary>
internal static class MatrixProduct<TVector> where TVector : struct, IVector<TVector>
{
    /// <summary>The deepest block: 208 rows of a panel of 24 columns are 20 KiB, well inside a first-level cache of 32.</summary>
    private const int MaxDepthBlock = 208;

    private static int TileColumns => TileShape.MaxVectors * TVector.Count;

    private static int GroupColumns => KernelWorkspace.GroupPanels * TileColumns;

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
    /// <remarks>
    /// A is read by columns here, every element on another cache line, so a tile's columns are packed too, once for each
    /// group of panels.
    /// </remarks>
    public static void WeightGradient(MatrixView a, MatrixView delta, int sliceSize, MatrixView g, KernelWorkspace workspace)
    {
        CheckShapes(a.Rows == delta.Rows && g.Rows == a.Columns && g.Columns == delta.Columns && a.Rows <= KernelWorkspace.MaxPanelDepth);
        workspace.Start.Clear();
        for (var group = 0; group < g.Columns; group += GroupColumns)
        {
            var end = Math.Min(group + GroupColumns, g.Columns);
            PackGroup(delta, isTransposed: false, 0, a.Rows, group, end, workspace);
            for (var row = 0; row < g.Rows; row += TileShape.MaxRows)
            {
                var rows = Math.Min(TileShape.MaxRows, g.Rows - row);
                PackColumns(a, row, rows, workspace.Columns);
                for (var column = group; column < end; column += VectorsAt(column, end) * TVector.Count)
                    WeightGradientTile(a.Rows, sliceSize, row, rows, column, VectorsAt(column, end), column - group, g, workspace);
            }
        }
    }

    private static void WeightGradientTile(
        int depth, int sliceSize, int row, int rows, int column, int vectors, int inGroup, MatrixView g, KernelWorkspace workspace)
    {
        ref var panel = ref Panel(workspace, inGroup, depth);
        var isRagged = column + vectors * TVector.Count > g.Columns;
        ref var c = ref isRagged ? ref MemoryMarshal.GetReference(workspace.Tile) : ref g.At(row, column);
        RunTile(
            rows, vectors, ref MemoryMarshal.GetReference(workspace.Columns), 1, rows, ref panel, depth, sliceSize,
            ref MemoryMarshal.GetReference(workspace.Start), 0, ref MemoryMarshal.GetReference(workspace.Levels), ref c,
            isRagged ? TileColumns : g.Stride);
        if (isRagged)
            CopyTile(workspace.Tile, g, row, rows, column, toMatrix: true);
    }

    private static void Product(
        MatrixView a, MatrixView b, bool isTransposed, ReadOnlySpan<float> bias, MatrixView c, KernelWorkspace workspace)
    {
        var (depthOfB, columnsOfB) = isTransposed ? (b.Columns, b.Rows) : (b.Rows, b.Columns);
        CheckShapes(a.Columns == depthOfB && c.Rows == a.Rows && c.Columns == columnsOfB && (bias.IsEmpty || bias.Length == c.Columns));
        var blocks = (a.Columns + MaxDepthBlock - 1) / MaxDepthBlock;
        var depthBlock = (a.Columns + blocks - 1) / blocks;
        for (var first = 0; first < a.Columns; first += depthBlock)
        {
            var depth = Math.Min(depthBlock, a.Columns - first);
            for (var group = 0; group < c.Columns; group += GroupColumns)
            {
                var end = Math.Min(group + GroupColumns, c.Columns);
                PackGroup(b, isTransposed, first, depth, group, end, workspace);
                for (var column = group; column < end; column += VectorsAt(column, end) * TVector.Count)
                {
                    if (first == 0)
                        PackStart(bias, column, workspace.Start);
                    ref var panel = ref Panel(workspace, column - group, depth);
                    for (var row = 0; row < c.Rows; row += TileShape.MaxRows)
                        ProductTile(a, first, depth, row, ref panel, column, VectorsAt(column, end), c, workspace);
                }
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
        RunTile(
            rows, vectors, ref a.At(row, first), a.Stride, 1, ref panel, depth, depth, ref start, startRow,
            ref MemoryMarshal.GetReference(workspace.Levels), ref tile, tileRow);

        if (isRagged)
            CopyTile(workspace.Tile, c, row, rows, column, toMatrix: true);
    }

    /// <summary>The kernels run over memory unchecked, so what they are given must fit.</summary>
    private static void CheckShapes(bool fit)
    {
        if (!fit)
            throw new ArgumentException("The matrices' shapes do not fit together.");
    }

    /// <summary>The panel of the columns that begin <paramref name="inGroup"/> columns into the packed group.</summary>
    private static ref float Panel(KernelWorkspace workspace, int inGroup, int depth) =>
        ref workspace.Panels[inGroup * depth];

    private static void PackGroup(
        MatrixView b, bool isTransposed, int first, int depth, int column, int end, KernelWorkspace workspace)
    {
        for (var group = column; column < end; column += VectorsAt(column, end) * TVector.Count)
        {
            ref var panel = ref Panel(workspace, column - group, depth);
            if (isTransposed)
                PackTransposed(b, first, depth, column, VectorsAt(column, end), ref panel);
            else
                Pack(b, first, depth, column, VectorsAt(column, end), ref panel);
        }
    }

    /// <summary>columns[d, r] = a[d, row + r], densely.</summary>
    private static void PackColumns(MatrixView a, int row, int rows, Span<float> columns)
    {
        for (var d = 0; d < a.Rows; d++)
        {
            ref var source = ref a.At(d, row);
            ref var target = ref columns[d * rows];
            if (rows == Lanes4.Count)
                Lanes4.Store(Lanes4.Load(ref source), ref target);
            else
                for (var r = 0; r < rows; r++)
                    Unsafe.Add(ref target, r) = Unsafe.Add(ref source, r);
        }
    }

    /// <summary>
    /// The vectors of the tile at <paramref name="column"/>: a whole tile's, or what is left; four that are left are two and two,
    /// since a tile of one vector has too few accumulators to keep the units busy.
    /// </summary>
    private static int VectorsAt(int column, int end)
    {
        var left = (end - column + TVector.Count - 1) / TVector.Count;
        return left == 4 ? 2 : Math.Min(TileShape.MaxVectors, left);
    }

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
        int rows, int vectors, ref float a, nint aRow, nint aStep, ref float panel, nint depth, nint sliceDepth, ref float start,
        nint startRow, ref float levels, ref float c, nint cRow)
    {
        switch (rows, vectors)
        {
            case (1, 1): TileKernel<TVector>.Run<Tile1x1>(ref a, aRow, aStep, ref panel, depth, sliceDepth, ref start, startRow, ref levels, ref c, cRow); break;
            case (2, 1): TileKernel<TVector>.Run<Tile2x1>(ref a, aRow, aStep, ref panel, depth, sliceDepth, ref start, startRow, ref levels, ref c, cRow); break;
            case (3, 1): TileKernel<TVector>.Run<Tile3x1>(ref a, aRow, aStep, ref panel, depth, sliceDepth, ref start, startRow, ref levels, ref c, cRow); break;
            case (4, 1): TileKernel<TVector>.Run<Tile4x1>(ref a, aRow, aStep, ref panel, depth, sliceDepth, ref start, startRow, ref levels, ref c, cRow); break;
            case (1, 2): TileKernel<TVector>.Run<Tile1x2>(ref a, aRow, aStep, ref panel, depth, sliceDepth, ref start, startRow, ref levels, ref c, cRow); break;
            case (2, 2): TileKernel<TVector>.Run<Tile2x2>(ref a, aRow, aStep, ref panel, depth, sliceDepth, ref start, startRow, ref levels, ref c, cRow); break;
            case (3, 2): TileKernel<TVector>.Run<Tile3x2>(ref a, aRow, aStep, ref panel, depth, sliceDepth, ref start, startRow, ref levels, ref c, cRow); break;
            case (4, 2): TileKernel<TVector>.Run<Tile4x2>(ref a, aRow, aStep, ref panel, depth, sliceDepth, ref start, startRow, ref levels, ref c, cRow); break;
            case (1, 3): TileKernel<TVector>.Run<Tile1x3>(ref a, aRow, aStep, ref panel, depth, sliceDepth, ref start, startRow, ref levels, ref c, cRow); break;
            case (2, 3): TileKernel<TVector>.Run<Tile2x3>(ref a, aRow, aStep, ref panel, depth, sliceDepth, ref start, startRow, ref levels, ref c, cRow); break;
            case (3, 3): TileKernel<TVector>.Run<Tile3x3>(ref a, aRow, aStep, ref panel, depth, sliceDepth, ref start, startRow, ref levels, ref c, cRow); break;
            default: TileKernel<TVector>.Run<Tile4x3>(ref a, aRow, aStep, ref panel, depth, sliceDepth, ref start, startRow, ref levels, ref c, cRow); break;
        }
    }
}
