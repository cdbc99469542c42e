using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorNet.Learning.Numerics;

/// <summary>
/// The three matrix products of training on top of <see cref="TileKernel{TVector}"/>: which part of A and B is where in the caches.
/// </summary>
/// <remarks>
/// Rows of A are taken in blocks that fill part of the second-level cache, packed tile by tile where enough columns of B are
/// multiplied with them. Against each block one panel of B after the other is multiplied, and all tiles of the block pass by a panel
/// before the next: so a panel comes from memory once for each block, and from the nearest cache for each tile.
/// </remarks>
internal static class MatrixProduct<TVector> where TVector : struct, IVector<TVector>
{
    /// <summary>The deepest panel that stays in the second-level cache beside a block of A: 96 KiB with 256-bit vectors.</summary>
    private const int MaxDepth = 1024;

    /// <summary>From so many columns of B on a block of A is packed.</summary>
    private const int MinPackedColumns = 64;

    /// <summary>c[m, o] = bias[o] + Σ_i a[m, i]·b[i, o], in the order of i, beginning with the bias.</summary>
    /// <param name="a">[rows, depth].</param>
    /// <param name="b">[depth, columns].</param>
    /// <param name="bias">[columns], or empty for 0.</param>
    /// <param name="c">[rows, columns].</param>
    /// <param name="workspace">This thread's.</param>
    public static void Multiply(MatrixView a, ColumnPanels b, ReadOnlySpan<float> bias, MatrixView c, KernelWorkspace workspace)
    {
        CheckShapes(a.Columns == b.Depth && c.Rows == a.Rows && c.Columns == b.Columns && (bias.IsEmpty || bias.Length == c.Columns));
        var block = RowBlock(a.Columns);
        var isPacked = c.Columns >= MinPackedColumns;
        for (var row = 0; row < a.Rows; row += block)
        {
            var rows = a.Slice(row, Math.Min(block, a.Rows - row));
            MultiplyBlock(isPacked ? workspace.Rows.Pack<TVector>(rows) : RowTiles.InPlace(rows), b, bias, c.Slice(row, rows.Rows), workspace);
        }
    }

    /// <summary>
    /// c[i, o] = the pairwise tree over slices of Σ_m a[m, i]·b[m, o], each slice's sum in the order of m, beginning
    /// with 0. Slices are <paramref name="sliceSize"/> consecutive rows; the last may be smaller.
    /// </summary>
    /// <param name="a">[samples, rows]: its columns are the rows of the product.</param>
    /// <param name="b">[samples, columns].</param>
    /// <param name="sliceSize">Samples in a slice.</param>
    /// <param name="c">[rows, columns].</param>
    /// <param name="workspace">This thread's.</param>
    public static void MultiplySlices(MatrixView a, ColumnPanels b, int sliceSize, MatrixView c, KernelWorkspace workspace)
    {
        CheckShapes(a.Rows == b.Depth && c.Rows == a.Columns && c.Columns == b.Columns && a.Rows <= KernelWorkspace.MaxSamples);
        var block = RowBlock(a.Rows);
        for (var row = 0; row < c.Rows; row += block)
        {
            var rows = Math.Min(block, c.Rows - row);
            var tiles = workspace.Rows.PackColumns<TVector>(a, row, rows);
            SlicesBlock(tiles, b, sliceSize, c.Slice(row, rows), workspace);
        }
    }

    private static void MultiplyBlock(RowTiles a, ColumnPanels b, ReadOnlySpan<float> bias, MatrixView c, KernelWorkspace workspace)
    {
        var operands = new TileOperands { CRow = c.Stride, Levels = ref MemoryMarshal.GetReference(workspace.Levels) };
        var vectors = ColumnPanels.VectorsIn(b.Columns, TVector.Count);
        for (int vector = 0, width; vector < vectors; vector += width)
        {
            width = TileShape.VectorsAt(vectors - vector);
            var column = b.Select(vector, width, TVector.Count, ref operands);
            ref var panel = ref operands.B;
            for (var first = 0; first < b.Depth; first += MaxDepth)
            {
                operands.Depth = operands.SliceDepth = Math.Min(MaxDepth, b.Depth - first);
                operands.B = ref Unsafe.Add(ref panel, first * operands.BRow);
                for (int row = 0, rows; row < c.Rows; row += (int)operands.Tiles * rows)
                {
                    rows = TileShape.RowsAt(c.Rows - row, TileKernel<TVector>.MaxRows);
                    operands.Tiles = (c.Rows - row) / rows;
                    a.Select(row, rows, first, ref operands);
                    operands.C = ref c.At(row, column);
                    operands.StartRow = first > 0 ? c.Stride : 0;
                    if (first > 0)
                        operands.Start = ref operands.C;
                    else if (bias.IsEmpty)
                        operands.Start = ref workspace.Zeros;
                    else
                        operands.Start = ref MemoryMarshal.GetReference(bias[column..]);
                    TileKernel<TVector>.Run(rows, width, operands);
                }
            }
        }
    }

    private static void SlicesBlock(RowTiles a, ColumnPanels b, int sliceSize, MatrixView c, KernelWorkspace workspace)
    {
        var operands = new TileOperands
        {
            CRow = c.Stride, Levels = ref MemoryMarshal.GetReference(workspace.Levels), Start = ref workspace.Zeros, Depth = b.Depth, SliceDepth = sliceSize,
        };
        var vectors = ColumnPanels.VectorsIn(b.Columns, TVector.Count);
        for (int vector = 0, width; vector < vectors; vector += width)
        {
            width = TileShape.VectorsAt(vectors - vector);
            var column = b.Select(vector, width, TVector.Count, ref operands);
            for (int row = 0, rows; row < c.Rows; row += (int)operands.Tiles * rows)
            {
                rows = TileShape.RowsAt(c.Rows - row, TileKernel<TVector>.MaxRows);
                operands.Tiles = (c.Rows - row) / rows;
                a.Select(row, rows, 0, ref operands);
                operands.C = ref c.At(row, column);
                TileKernel<TVector>.Run(rows, width, operands);
            }
        }
    }

    /// <summary>The rows of A that are taken together: as many as fit the block's memory, in whole tiles and cache lines.</summary>
    private static int RowBlock(int depth) => Math.Max(32, KernelWorkspace.RowElements / depth / 16 * 16);

    /// <summary>The kernels run over memory unchecked, so what they are given must fit.</summary>
    private static void CheckShapes(bool fit)
    {
        if (!fit)
            throw new ArgumentException("The matrices' shapes do not fit together.");
    }
}
