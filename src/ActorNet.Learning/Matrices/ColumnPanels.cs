using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorNet.Learning.Matrices;

/// <summary>
/// B of a product, seen as panels: groups of columns as wide as a register tile. Packed, a panel's rows follow each other
/// without gaps; in place they lie as far apart as the matrix's rows.
/// </summary>
/// <remarks>
/// The columns are dealt out in whole vectors. Where they are not a multiple of a vector, the last vector is moved back so
/// that it ends with the last column; so a matrix must have at least one vector's columns.
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

    /// <summary>The shared dimension.</summary>
    public int Depth { get; }

    /// <summary>The columns of the matrix.</summary>
    public int Columns { get; }

    /// <summary>A matrix [depth, columns] as it lies: for few rows of A, for which packing would not pay.</summary>
    public static ColumnPanels InPlace(MatrixView b) => new(ref b.At(0, 0), b.Rows, b.Columns, isPacked: false, b.Stride);

    /// <summary>Panels that <see cref="PackedMatrix"/> has packed.</summary>
    public static ColumnPanels Packed(Span<float> elements, int depth, int columns) =>
        new(ref MemoryMarshal.GetReference(elements), depth, columns, isPacked: true, 0);

    /// <summary>Sets the part of a tile's operands that says where its panel is and which columns of C it makes.</summary>
    /// <param name="vector">The panel's first vector.</param>
    /// <param name="vectors">Its vectors.</param>
    /// <param name="lanes">The lanes of a vector.</param>
    /// <param name="operands">Receives B, its distances, and where the last vector of a row of C begins.</param>
    /// <returns>The panel's first column.</returns>
    public int Select(int vector, int vectors, int lanes, ref TileOperands operands)
    {
        var column = ColumnOf(vector, lanes, Columns);
        operands.CLast = ColumnOf(vector + vectors - 1, lanes, Columns) - column;
        operands.BRow = _isPacked ? vectors * lanes : _stride;
        operands.BLast = _isPacked ? (vectors - 1) * lanes : operands.CLast;
        operands.B = ref _isPacked ? ref Unsafe.Add(ref _elements, (nint)vector * lanes * Depth) : ref Unsafe.Add(ref _elements, column);
        return column;
    }

    /// <summary>Whole vectors, the last of which may be moved back.</summary>
    public static int VectorsIn(int columns, int lanes) => (columns + lanes - 1) / lanes;

    /// <summary>The column at which vector <paramref name="vector"/> begins.</summary>
    public static int ColumnOf(int vector, int lanes, int columns) => Math.Min(vector * lanes, columns - lanes);
}
