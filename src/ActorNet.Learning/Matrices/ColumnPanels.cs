namespace ActorNet.Learning.Matrices;

/// <summary>
/// Operand B of a product, divided into panels: groups of columns as wide as a register tile. The rows of a packed panel are contiguous;
/// in place they keep the matrix's stride.
/// </summary>
/// <remarks>
/// Panels are whole vectors. If the column count is not a multiple of a vector, the last vector is moved back to end with the last
/// column; so a matrix needs at least one vector of columns.
/// </remarks>
internal readonly ref struct ColumnPanels
{
    private readonly ref float _elements;
    private readonly bool _isPacked;
    private readonly int _stride;

    private ColumnPanels(ref float elements, int depth, int columns, bool isPacked, int stride)
    {
        _elements = ref elements;
        Depth = depth;
        Columns = columns;
        _isPacked = isPacked;
        _stride = stride;
    }

    public int Depth { get; }

    public int Columns { get; }

    /// <summary>An unpacked matrix [depth, columns]: for few rows of A, where packing does not pay.</summary>
    public static ColumnPanels InPlace(MatrixView b) => new(ref b.At(0, 0), b.Rows, b.Columns, isPacked: false, b.Stride);

    public static ColumnPanels Packed(Span<float> elements, int depth, int columns) =>
        new(ref MemoryMarshal.GetReference(elements), depth, columns, isPacked: true, 0);

    /// <summary>Sets B in a tile's operands, and which columns of C it computes.</summary>
    /// <param name="vector">The panel's first vector.</param>
    /// <param name="vectors">The number of vectors in the panel.</param>
    /// <param name="lanes">Lanes per vector.</param>
    /// <param name="operands">Receives B, its strides, and the offset of the last vector in a row of C.</param>
    /// <returns>The panel's first column.</returns>
    public int SetOperands(int vector, int vectors, int lanes, ref TileOperands operands)
    {
        var column = ColumnOf(vector, lanes, Columns);
        operands.CLast = ColumnOf(vector + vectors - 1, lanes, Columns) - column;
        operands.BRow = _isPacked ? vectors * lanes : _stride;
        operands.BLast = _isPacked ? (vectors - 1) * lanes : operands.CLast;
        operands.B = ref _isPacked ? ref Unsafe.Add(ref _elements, (nint)vector * lanes * Depth) : ref Unsafe.Add(ref _elements, column);
        return column;
    }

    /// <summary>Whole vectors; the last may be moved back.</summary>
    public static int VectorsIn(int columns, int lanes) => (columns + lanes - 1) / lanes;

    /// <summary>The first column of vector <paramref name="vector"/>.</summary>
    public static int ColumnOf(int vector, int lanes, int columns) => Math.Min(vector * lanes, columns - lanes);
}
