namespace ActorNet.Learning.Matrices;

/// <summary>How matrices are divided into register tiles.</summary>
internal static class TileShape
{
    /// <summary>Maximum rows, on processors with 32 registers.</summary>
    public const int MaxRows = 8;

    /// <summary>Maximum vectors per row.</summary>
    public const int MaxVectors = 3;

    /// <summary>Rows of the next tile if <paramref name="remaining"/> are left: the largest of 8, 4, 2 and 1 that fits.</summary>
    public static int NextRows(int remaining, int maxRows)
    {
        var rows = maxRows;
        while (rows > remaining)
            rows >>= 1;
        return rows;
    }

    /// <summary>
    /// Vectors of the next tile if <paramref name="remaining"/> are left: as many as fit; but four are split in two and two, since a tile
    /// of one vector has too few sums to keep the units busy.
    /// </summary>
    public static int NextVectors(int remaining) => remaining == 4 ? 2 : Math.Min(MaxVectors, remaining);
}
