namespace ActorNet.Learning.Matrices;

/// <summary>How matrices are divided into register tiles.</summary>
internal static class TileShape
{
    /// <summary>The most rows, on processors with 32 registers.</summary>
    public const int MaxRows = 8;

    /// <summary>The most vectors in a row.</summary>
    public const int MaxVectors = 3;

    /// <summary>The rows of the next tile where <paramref name="left"/> are left: the largest of 8, 4, 2 and 1 that fits.</summary>
    public static int RowsAt(int left, int maxRows)
    {
        var rows = maxRows;
        while (rows > left)
            rows >>= 1;
        return rows;
    }

    /// <summary>
    /// The vectors of the next tile where <paramref name="left"/> are left: a whole tile's, or what is left; four that are left
    /// are two and two, since a tile of one vector has too few sums to keep the units busy.
    /// </summary>
    public static int VectorsAt(int left) => left == 4 ? 2 : Math.Min(MaxVectors, left);
}
