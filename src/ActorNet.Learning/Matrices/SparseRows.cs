using System.Numerics;
using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Matrices;

/// <summary>
/// A block of rows of A packed into <see cref="RowTiles"/> without the depths where all rows of a tile are zero: four of five pixels of a
/// handwritten digit are, and multiplying by them would change nothing.
/// </summary>
internal sealed class SparseRows
{
    /// <summary>How many steps ahead a product reads: it asks for what they need, and behind the last one for anything.</summary>
    public const int StepsAhead = 8;

    private readonly AlignedBuffer _dense = new(0);
    private readonly AlignedBuffer _elements = new(0);
    private int[] _steps = [];
    private int[] _sliceEnds = [];
    private SparseGroups _groups;

    /// <summary>Where the tiles of one shape start.</summary>
    public readonly record struct Group(int Element, int Step, int SliceEnd);

    /// <summary>Packs the rows of <paramref name="a"/> [rows, depth] as a single slice.</summary>
    public RowTiles Pack<TVector>(MatrixView a) where TVector : struct, IVector<TVector>
    {
        _dense.Reserve(TileShape.MaxRows * a.Columns);
        return Pack<TVector>(a, 0, a.Rows, a.Columns, a.Columns, areColumns: false);
    }

    /// <summary>Packs columns of <paramref name="a"/> [depth, columns] as rows; a slice is <paramref name="sliceSize"/> depths.</summary>
    public RowTiles PackColumns<TVector>(MatrixView a, int column, int columns, int sliceSize) where TVector : struct, IVector<TVector> =>
        Pack<TVector>(a, column, columns, a.Rows, sliceSize, areColumns: true);

    private RowTiles Pack<TVector>(MatrixView a, int first, int count, int depth, int sliceSize, bool areColumns)
        where TVector : struct, IVector<TVector>
    {
        var slices = (depth + sliceSize - 1) / sliceSize;
        // + 3: a remainder of at most one tile each of 4, 2 and 1 rows.
        Reserve(count, depth, slices, tiles: count / TileKernel<TVector>.MaxRows + 3);
        ref var dense = ref MemoryMarshal.GetReference(_dense.Span);
        var (group, position) = (default(Group), default(Group));
        for (int row = 0, rows, previous = 0; row < count; row += rows, previous = rows)
        {
            rows = TileShape.NextRows(count - row, TileKernel<TVector>.MaxRows);
            if (rows != previous)
                _groups[BitOperations.Log2((uint)rows)] = group = position;
            if (!areColumns)
                Transposition.Run(ref a.At(first + row, 0), a.Stride, ref dense, rows, rows, depth);
            ref var tile = ref areColumns ? ref a.At(0, first + row) : ref dense;
            position = AppendTile(ref tile, areColumns ? a.Stride : rows, rows, depth, sliceSize, group, position);
        }

        return RowTiles.Sparse(_elements.Span, _steps, _sliceEnds, slices, _groups);
    }

    private void Reserve(int rows, int depth, int slices, int tiles)
    {
        var steps = tiles * depth + StepsAhead;
        if (_steps.Length < steps)
            _steps = new int[steps];
        _elements.Reserve(rows * depth + TileShape.MaxRows); // a step is written before it is tested for zero
        if (_sliceEnds.Length < tiles * slices)
            _sliceEnds = new int[tiles * slices];
    }

    /// <summary>Appends a tile; its elements of depth d, <paramref name="rows"/> in number, are at source + d·sourceStep.</summary>
    private Group AppendTile(
        ref float source, nint sourceStep, int rows, int depth, int sliceSize, Group group, Group position) => rows switch
    {
        8 => AppendTile<Simd8, Size1>(ref source, sourceStep, depth, sliceSize, group, position),
        4 => AppendTile<Simd4, Size1>(ref source, sourceStep, depth, sliceSize, group, position),
        2 => AppendTile<Simd1, Size2>(ref source, sourceStep, depth, sliceSize, group, position),
        _ => AppendTile<Simd1, Size1>(ref source, sourceStep, depth, sliceSize, group, position),
    };

    private Group AppendTile<TVector, TVectors>(ref float source, nint sourceStep, int depth, int sliceSize, Group group, Group position)
        where TVector : struct, IVector<TVector>
        where TVectors : struct, ISize
    {
        // The loop writes unchecked, so reserve room for a tile that skips nothing.
        ref var target = ref MemoryMarshal.GetReference(_elements.Span.Slice(position.Element, depth * TVectors.Value * TVector.Count));
        ref var steps = ref MemoryMarshal.GetReference(_steps.AsSpan(position.Step, depth));
        var (count, end) = (0, position.SliceEnd);
        for (var d = 0; d < depth;)
        {
            for (var sliceEnd = Math.Min(d + sliceSize, depth); d < sliceEnd; d++, source = ref Unsafe.Add(ref source, sourceStep))
            {
                var first = TVector.Load(ref source);
                TVector.Store(first, ref target);
                var isZero = TVector.IsZero(first);
                if (TVectors.Value > 1)
                {
                    var second = TVector.Load(ref Unsafe.Add(ref source, TVector.Count));
                    TVector.Store(second, ref Unsafe.Add(ref target, TVector.Count));
                    isZero &= TVector.IsZero(second);
                }

                Unsafe.Add(ref steps, count) = d;
                var kept = isZero ? 0 : 1;
                count += kept;
                target = ref Unsafe.Add(ref target, kept * (TVectors.Value * TVector.Count));
            }

            _sliceEnds[end++] = position.Step + count - group.Step;
        }

        return new Group(position.Element + count * TVectors.Value * TVector.Count, position.Step + count, end);
    }
}

/// <summary>The tile groups of 1, 2, 4 and 8 rows.</summary>
[InlineArray(4)]
internal struct SparseGroups
{
    private SparseRows.Group _first;
}
