using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Matrices;

/// <summary>A block of rows of A packed into <see cref="RowTiles"/>. Owns its buffer, which grows and is reused.</summary>
internal sealed class PackedRows
{
    /// <summary>Columns packed at a time: one cache line of the matrix.</summary>
    private const int LineElements = 16;

    private readonly AlignedBuffer _elements = new(0);

    public Span<float> Elements => _elements.Span;

    /// <summary>Packs the rows of <paramref name="a"/> [rows, depth].</summary>
    public RowTiles Pack<TVector>(MatrixView a) where TVector : struct, IVector<TVector>
    {
        _elements.Reserve(a.Rows * a.Columns);
        var elements = _elements.Span;
        for (int row = 0, rows; row < a.Rows; row += rows)
        {
            rows = TileShape.NextRows(a.Rows - row, TileKernel<TVector>.MaxRows);
            Transposition.Run(ref a.At(row, 0), a.Stride, ref elements[row * a.Columns], rows, rows, a.Columns);
        }

        return RowTiles.Packed(elements, a.Columns);
    }

    /// <summary>Packs columns of <paramref name="a"/> [depth, columns] as rows.</summary>
    public RowTiles PackColumns<TVector>(MatrixView a, int column, int columns) where TVector : struct, IVector<TVector>
    {
        var depth = a.Rows;
        _elements.Reserve(depth * columns);
        var elements = _elements.Span;
        for (var line = 0; line < columns; line += LineElements)
            for (int row = line, rows, end = Math.Min(line + LineElements, columns); row < end; row += rows)
            {
                rows = TileShape.NextRows(columns - row, TileKernel<TVector>.MaxRows);
                Copy(ref a.At(0, column + row), a.Stride, ref elements[row * depth], rows, depth);
            }

        return RowTiles.Packed(elements, depth);
    }

    /// <summary>target[d, r] = source[d, r] for r below <paramref name="count"/>; the target is contiguous.</summary>
    private static void Copy(ref float source, nint sourceRow, ref float target, int count, int depth)
    {
        switch (count)
        {
            case 8: Copy<Simd8>(ref source, sourceRow, ref target, depth, 1); break;
            case 4: Copy<Simd4>(ref source, sourceRow, ref target, depth, 1); break;
            default: Copy<Simd1>(ref source, sourceRow, ref target, depth, count); break;
        }
    }

    private static void Copy<TVector>(ref float source, nint sourceRow, ref float target, int depth, int vectors)
        where TVector : struct, IVector<TVector>
    {
        for (; depth > 0; depth--, source = ref Unsafe.Add(ref source, sourceRow))
            for (var v = 0; v < vectors; v++, target = ref Unsafe.Add(ref target, TVector.Count))
                TVector.Store(TVector.Load(ref Unsafe.Add(ref source, v * TVector.Count)), ref target);
    }
}
