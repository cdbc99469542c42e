using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorNet.Learning.Numerics;

/// <summary>
/// A block of rows of A, seen as tiles. Packed, a tile lies densely, the elements of one depth together; in place its
/// rows lie as far apart as the matrix's.
/// </summary>
internal readonly ref struct RowTiles
{
    private readonly ref float _elements;
    private readonly int _fromRowToRow;
    private readonly bool _isPacked;

    private RowTiles(ref float elements, int fromRowToRow, bool isPacked)
    {
        _elements = ref elements;
        _fromRowToRow = fromRowToRow;
        _isPacked = isPacked;
    }

    /// <summary>Rows [rows, depth] as they lie.</summary>
    public static RowTiles InPlace(MatrixView a) => new(ref a.At(0, 0), a.Stride, isPacked: false);

    /// <summary>Rows that <see cref="PackedRows"/> has packed.</summary>
    public static RowTiles Packed(Span<float> elements, int depth) => new(ref MemoryMarshal.GetReference(elements), depth, isPacked: true);

    /// <summary>Sets the part of the operands that says where the rows of some tiles are.</summary>
    /// <param name="row">The first tile's first row.</param>
    /// <param name="rows">A tile's rows.</param>
    /// <param name="depth">The first depth.</param>
    /// <param name="operands">Receives A and its distances.</param>
    public void Select(int row, int rows, int depth, ref TileOperands operands)
    {
        (operands.ARow, operands.AStep) = _isPacked ? (1, rows) : (_fromRowToRow, 1);
        operands.ATile = rows * _fromRowToRow;
        operands.A = ref Unsafe.Add(ref _elements, (nint)row * _fromRowToRow + depth * operands.AStep);
    }
}
