namespace ActorNet.Learning.Matrices;

/// <summary>What a column of register tiles is computed from, and where it goes. All lengths and distances are in elements.</summary>
internal ref struct TileOperands
{
    /// <summary>The number of tiles, one below the other.</summary>
    public nint Tiles;

    /// <summary>Element (0, 0) of the first tile's rows of A; (r, d) of tile t is at t·ATile + r·ARow + d·AStep.</summary>
    public ref float A;
    public nint ATile;
    public nint ARow;
    public nint AStep;

    /// <summary>Whether A leaves out the depths at which it is zero in all rows of a tile; see <see cref="SparseRows"/>.</summary>
    public bool IsSparse;

    /// <summary>For a sparse A, the depth of each step of one tile after the other.</summary>
    public ref int Steps;

    /// <summary>For a sparse A, the number of steps, from the first tile's first, at the end of each slice of one tile after the other.</summary>
    public ref int SliceEnds;

    /// <summary>The tiles' columns of B ("panel"); row d is at d·BRow, and its last vector BLast further.</summary>
    public ref float B;
    public nint BRow;
    public nint BLast;

    /// <summary>The length of the shared dimension, at least 1.</summary>
    public nint Depth;

    /// <summary>The depth of a slice; the last may be smaller. A plain product is one slice.</summary>
    public nint SliceDepth;

    /// <summary>The number of slices.</summary>
    public int Slices;

    /// <summary>
    /// Where the first slice's sum begins; row r of all tiles is at r·StartRow (0 when all rows begin alike). Zeros where there
    /// are several slices: the others begin with it too.
    /// </summary>
    public ref float Start;
    public nint StartRow;

    /// <summary>Room for partial sums of the tree, a dense tile per level; not touched where there is one slice.</summary>
    public ref float Levels;

    /// <summary>Where the tiles go; row r at r·CRow, and its last vector CLast further. The start has the same distance to its last vector.</summary>
    public ref float C;
    public nint CRow;
    public nint CLast;
}
