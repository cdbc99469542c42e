using System.Numerics;

namespace ActorNet.Learning.Matrices;

/// <summary>
/// A block of rows of A, divided into tiles. A packed tile is contiguous, with the elements of one depth together; in place its rows keep
/// the matrix's stride; a sparse tile is packed without the depths where it is zero.
/// </summary>
internal readonly ref struct RowTiles
{
    private readonly ref float _elements;
    private readonly nint _row;
    private readonly nint _step; // 0 if the elements of one depth are contiguous
    private readonly ref int _steps;
    private readonly ref int _sliceEnds;
    private readonly int _slices; // 0 if dense
    private readonly SparseGroups _groups;

    private RowTiles(ref float elements, nint row, nint step)
    {
        _elements = ref elements;
        _row = row;
        _step = step;
    }

    private RowTiles(ref float elements, ref int steps, ref int sliceEnds, int slices, SparseGroups groups) : this(ref elements, 0, 0)
    {
        _steps = ref steps;
        _sliceEnds = ref sliceEnds;
        _slices = slices;
        _groups = groups;
    }

    public bool IsSparse => _slices > 0;

    /// <summary>Unpacked rows [rows, depth].</summary>
    public static RowTiles InPlace(MatrixView a) => new(ref a.At(0, 0), a.Stride, 1);

    /// <summary>Columns of an unpacked matrix [depth, columns], as rows.</summary>
    public static RowTiles ColumnsInPlace(MatrixView a, int column) => new(ref a.At(0, column), 1, a.Stride);

    public static RowTiles Packed(Span<float> elements, int depth) => new(ref MemoryMarshal.GetReference(elements), depth, 0);

    public static RowTiles Sparse(Span<float> elements, Span<int> steps, Span<int> sliceEnds, int slices, SparseGroups groups) => new(
        ref MemoryMarshal.GetReference(elements), ref MemoryMarshal.GetReference(steps),
        ref MemoryMarshal.GetReference(sliceEnds), slices, groups);

    /// <summary>Sets A in the operands of some tiles.</summary>
    /// <param name="row">The first tile's first row; for a sparse A, the first row of all tiles of this shape.</param>
    /// <param name="rows">Rows per tile.</param>
    /// <param name="depth">The first depth; 0 for a sparse A.</param>
    /// <param name="operands">Receives A and its strides.</param>
    public void SetOperands(int row, int rows, int depth, ref TileOperands operands)
    {
        operands.IsSparse = IsSparse;
        (operands.ARow, operands.AStep) = _step == 0 ? (1, rows) : (_row, _step);
        operands.ATile = rows * _row;
        if (!IsSparse)
        {
            operands.A = ref Unsafe.Add(ref _elements, row * _row + depth * operands.AStep);
            return;
        }

        var group = _groups[BitOperations.Log2((uint)rows)];
        operands.A = ref Unsafe.Add(ref _elements, group.Element);
        operands.Steps = ref Unsafe.Add(ref _steps, group.Step);
        operands.SliceEnds = ref Unsafe.Add(ref _sliceEnds, group.SliceEnd);
    }
}
