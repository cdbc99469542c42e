namespace ActorNet.Learning.Numerics;

/// <summary>
/// The shape of a register tile as a type, so that the JIT compiles the one kernel source anew for each shape and drops
/// the rows and columns a shape does not have.
/// </summary>
internal interface ITileShape
{
    /// <summary>Rows, 1 to <see cref="TileShape.MaxRows"/>.</summary>
    static abstract int Rows { get; }

    /// <summary>Columns in vectors, 1 to <see cref="TileShape.MaxVectors"/>.</summary>
    static abstract int Vectors { get; }
}

internal static class TileShape
{
    /// <summary>
    /// Four rows of three vectors are twelve accumulators: enough to keep two fused multiply-adds of four cycles busy, and
    /// together with three columns and a broadcast they fit the sixteen registers of AVX2.
    /// </summary>
    public const int MaxRows = 4;

    /// <summary>The widest tile in vectors.</summary>
    public const int MaxVectors = 3;
}

internal readonly struct Tile1x1 : ITileShape { public static int Rows => 1; public static int Vectors => 1; }
internal readonly struct Tile2x1 : ITileShape { public static int Rows => 2; public static int Vectors => 1; }
internal readonly struct Tile3x1 : ITileShape { public static int Rows => 3; public static int Vectors => 1; }
internal readonly struct Tile4x1 : ITileShape { public static int Rows => 4; public static int Vectors => 1; }
internal readonly struct Tile1x2 : ITileShape { public static int Rows => 1; public static int Vectors => 2; }
internal readonly struct Tile2x2 : ITileShape { public static int Rows => 2; public static int Vectors => 2; }
internal readonly struct Tile3x2 : ITileShape { public static int Rows => 3; public static int Vectors => 2; }
internal readonly struct Tile4x2 : ITileShape { public static int Rows => 4; public static int Vectors => 2; }
internal readonly struct Tile1x3 : ITileShape { public static int Rows => 1; public static int Vectors => 3; }
internal readonly struct Tile2x3 : ITileShape { public static int Rows => 2; public static int Vectors => 3; }
internal readonly struct Tile3x3 : ITileShape { public static int Rows => 3; public static int Vectors => 3; }
internal readonly struct Tile4x3 : ITileShape { public static int Rows => 4; public static int Vectors => 3; }
