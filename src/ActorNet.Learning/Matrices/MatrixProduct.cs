using System.Diagnostics;
using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Matrices;

/// <summary>The three matrix products of training on top of <see cref="TileKernel{TVector}"/>: blocks A and B for the caches.</summary>
/// <remarks>
/// A is processed in blocks of rows, packed tile by tile if enough columns of B are multiplied with them. For each block the panels of B
/// are processed one after the other, and all tiles of the block pass a panel before the next: a panel is read from an outer cache once
/// per block, and from a near one for each tile. If A is mostly zeros, its tiles are packed without them; the bits are the same.
/// </remarks>
internal static class MatrixProduct<TVector> where TVector : struct, IVector<TVector>
{
    /// <summary>The deepest panel that stays in the second-level cache: 96 KiB with 256-bit vectors.</summary>
    private const int MaxDepth = 1024;

    /// <summary>The minimum number of columns of B for which packing a block of A, and finding its zeros, pays.</summary>
    private const int MinPackedColumns = 64;

    /// <summary>c[m, o] = bias[o] + Σ_i a[m, i]·b[i, o], in the order of i, starting with the bias.</summary>
    /// <param name="a">[rows, depth].</param>
    /// <param name="b">[depth, columns]; must be finite if zeros are skipped.</param>
    /// <param name="bias">[columns], or empty for 0.</param>
    /// <param name="c">[rows, columns].</param>
    /// <param name="skipZeros">Whether A has enough zeros for skipping them to pay.</param>
    /// <param name="workspace">Owned by the calling thread.</param>
    public static void Multiply(
        MatrixView a, ColumnPanels b, ReadOnlySpan<float> bias, MatrixView c, bool skipZeros, KernelWorkspace workspace)
    {
        CheckShapes(a.Columns == b.Depth && c.Rows == a.Rows && c.Columns == b.Columns && (bias.IsEmpty || bias.Length == c.Columns));
        var block = RowsPerBlock(a.Columns);
        for (var row = 0; row < a.Rows; row += block)
        {
            var rows = a.Slice(row, Math.Min(block, a.Rows - row));
            var inPlace = RowTiles.InPlace(rows);
            var tiles = c.Columns < MinPackedColumns ? inPlace
                : skipZeros ? workspace.SparseRows.Pack<TVector>(rows)
                : workspace.Rows.Pack<TVector>(rows);
            MultiplyBlock(tiles, inPlace, b, b.Depth, bias, c.Slice(row, rows.Rows), workspace);
        }
    }

    /// <summary>
    /// c[i, o] = the pairwise tree over slices of Σ_m a[m, i]·b[m, o], each slice's sum in the order of m, starting with 0. A slice is
    /// <paramref name="sliceSize"/> consecutive samples; the last may be smaller.
    /// </summary>
    /// <param name="a">[samples, rows]: its columns are the rows of the product.</param>
    /// <param name="b">[samples, columns].</param>
    /// <param name="sliceSize">Samples per slice.</param>
    /// <param name="c">[rows, columns].</param>
    /// <param name="skipZeros">Whether A has enough zeros for skipping them to pay. If b is not finite, a row of c whose inputs are all
    /// zero is then 0, not NaN.</param>
    /// <param name="workspace">Owned by the calling thread.</param>
    public static void MultiplySlices(
        MatrixView a, ColumnPanels b, int sliceSize, MatrixView c, bool skipZeros, KernelWorkspace workspace)
    {
        CheckShapes(a.Rows == b.Depth && c.Rows == a.Columns && c.Columns == b.Columns && a.Rows <= KernelWorkspace.MaxSamples);
        var block = RowsPerBlock(a.Rows);
        for (var row = 0; row < c.Rows; row += block)
        {
            var rows = Math.Min(block, c.Rows - row);
            var tiles = skipZeros && c.Columns >= MinPackedColumns
                ? workspace.SparseRows.PackColumns<TVector>(a, row, rows, sliceSize)
                : workspace.Rows.PackColumns<TVector>(a, row, rows);
            MultiplyBlock(tiles, RowTiles.ColumnsInPlace(a, row), b, sliceSize, [], c.Slice(row, rows), workspace);
        }
    }

    /// <summary>
    /// Multiplies one block of rows. <paramref name="inPlace"/> are the same rows with their zeros, for tiles that need them.
    /// </summary>
    private static void MultiplyBlock(
        RowTiles a, RowTiles inPlace, ColumnPanels b, int sliceDepth, ReadOnlySpan<float> bias, MatrixView c, KernelWorkspace workspace)
    {
        Debug.Assert(sliceDepth >= b.Depth || bias.IsEmpty, "Several slices must all start with 0.");

        // Slices, or a sparse A, need all depth in one pass; a plain product goes depth block by depth block, each a single slice.
        var isPlain = sliceDepth == b.Depth && !a.IsSparse;
        var maxDepth = isPlain ? MaxDepth : b.Depth;
        var operands = new TileOperands { CRow = c.Stride, Levels = ref MemoryMarshal.GetReference(workspace.Levels) };
        var vectors = ColumnPanels.VectorsIn(b.Columns, TVector.Count);
        for (int vector = 0, width; vector < vectors; vector += width)
        {
            width = TileShape.NextVectors(vectors - vector);
            var column = b.SetOperands(vector, width, TVector.Count, ref operands);
            ref var panel = ref operands.B;
            for (var first = 0; first < b.Depth; first += maxDepth)
            {
                operands.Depth = Math.Min(maxDepth, b.Depth - first);
                operands.SliceDepth = isPlain ? operands.Depth : sliceDepth;
                operands.Slices = (int)((operands.Depth + operands.SliceDepth - 1) / operands.SliceDepth);
                operands.B = ref Unsafe.Add(ref panel, first * operands.BRow);
                operands.StartRow = first > 0 ? c.Stride : 0;
                operands.Start = ref bias.IsEmpty ? ref workspace.Zeros : ref Unsafe.Add(ref MemoryMarshal.GetReference(bias), column);
                MultiplyPanel(a, inPlace, first, column, width, c, ref operands);
            }
        }
    }

    private static void MultiplyPanel(
        RowTiles a, RowTiles inPlace, int first, int column, int width, MatrixView c, ref TileOperands operands)
    {
        for (int row = 0, rows, tiles; row < c.Rows; row += tiles * rows)
        {
            rows = TileShape.NextRows(c.Rows - row, TileKernel<TVector>.MaxRows);
            tiles = (c.Rows - row) / rows;
            operands.Tiles = tiles;
            operands.C = ref c.At(row, column);
            if (first > 0)
                operands.Start = ref operands.C;
            a.SetOperands(row, rows, first, ref operands);
            var done = TileKernel<TVector>.Run(rows, width, operands);
            if (done == tiles)
                continue;

            operands.Tiles = tiles - done;
            operands.C = ref c.At(row + done * rows, column);
            inPlace.SetOperands(row + done * rows, rows, first, ref operands);
            TileKernel<TVector>.Run(rows, width, operands);
        }
    }

    /// <summary>The rows of A in a block: as many as fit its memory, in whole tiles and cache lines.</summary>
    private static int RowsPerBlock(int depth) => Math.Max(32, KernelWorkspace.PackedElements / depth / 16 * 16);

    /// <summary>The kernels access memory unchecked, so the shapes must fit.</summary>
    private static void CheckShapes(bool fit)
    {
        if (!fit)
            throw new ArgumentException("The matrices' shapes do not fit together.");
    }
}
