namespace ActorNet.Learning.Matrices;

/// <summary>Operands and result of a column of register tiles. All lengths and strides are in elements.</summary>
internal ref struct TileOperands
{
    /// <summary>The number of tiles, one below the other.</summary>
    public nint Tiles;

    /// <summary>Element (0, 0) of the first tile's rows of A; (r, d) of tile t is at t·ATile + r·ARow + d·AStep.</summary>
    public ref float A;
    public nint ATile;
    public nint ARow;
    public nint AStep;

    /// <summary>Whether A lacks the depths where all rows of a tile are zero; see <see cref="SparseRows"/>.</summary>
    public bool IsSparse;

    /// <summary>For a sparse A, the depth of each step, tile after tile.</summary>
    public ref int Steps;

    /// <summary>For a sparse A, the step, counted from the first tile's first, at which each slice ends, tile after tile.</summary>
    public ref int SliceEnds;

    /// <summary>The tiles' columns of B (a panel); row d is at d·BRow, its last vector BLast further.</summary>
    public ref float B;
    public nint BRow;
    public nint BLast;

    /// <summary>Length of the shared dimension, at least 1.</summary>
    public nint Depth;

    /// <summary>Depth of a slice; the last may be smaller. A plain product is one slice.</summary>
    public nint SliceDepth;

    public int Slices;

    /// <summary>
    /// Where the first slice's sum starts; row r of all tiles is at r·StartRow (0 if all rows start alike). Zeros if there are several
    /// slices: the others start from it too.
    /// </summary>
    public ref float Start;
    public nint StartRow;

    /// <summary>Partial sums of the tree, one dense tile per level; unused with a single slice.</summary>
    public ref float Levels;

    /// <summary>The result; row r is at r·CRow, its last vector CLast further. Start's last vector has the same offset.</summary>
    public ref float C;
    public nint CRow;
    public nint CLast;
}
