namespace ActorNet.Learning.Matrices;

/// <summary>
/// A matrix [Rows, Columns] in a buffer owned by the caller; row r starts at r·Stride. The constructor checks that all of it lies inside
/// the buffer, so that kernels may access it unchecked.
/// </summary>
internal readonly ref struct MatrixView
{
    private readonly Span<float> _elements;

    public MatrixView(Span<float> elements, int rows, int columns, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, columns);
        if (rows > 0 && (rows - 1L) * stride + columns > elements.Length)
            throw new ArgumentException(
                $"A matrix of {rows} x {columns}, stride {stride}, does not fit {elements.Length} elements.", nameof(elements));
        _elements = elements;
        Rows = rows;
        Columns = columns;
        Stride = stride;
    }

    /// <summary>A matrix with contiguous rows.</summary>
    public MatrixView(Span<float> elements, int rows, int columns) : this(elements, rows, columns, columns) { }

    public int Rows { get; }
    public int Columns { get; }
    public int Stride { get; }

    /// <summary>One row, without the padding behind it.</summary>
    public Span<float> Row(int row) => _elements.Slice(row * Stride, Columns);

    public MatrixView Slice(int first, int rows) => new(rows > 0 ? _elements[(first * Stride)..] : [], rows, Columns, Stride);

    /// <summary>Columns of all rows, starting at <paramref name="first"/>.</summary>
    public MatrixView SliceColumns(int first, int columns) => new(Rows > 0 ? _elements[first..] : [], Rows, columns, Stride);

    /// <summary>The element at (row, column); kernels continue from it unchecked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float At(int row, int column) =>
        ref Unsafe.Add(ref MemoryMarshal.GetReference(_elements), (nint)row * Stride + column);
}
