namespace ActorNet.Learning.Numerics;

/// <summary>The scratch memory of one computing thread: packed panels, levels of the pairwise tree, ragged tiles.</summary>
internal sealed class KernelWorkspace
{
    /// <summary>The deepest panel: a K block of a product, or the rows of a block of samples.</summary>
    public const int MaxPanelDepth = 1024;

    /// <summary>Panels that are packed together, and together stay in the second-level cache.</summary>
    public const int GroupPanels = 8;

    private const int MaxLanes = 16;
    private const int MaxTileColumns = TileShape.MaxVectors * MaxLanes;
    private const int MaxTileElements = TileShape.MaxRows * MaxTileColumns;
    private const int MaxLevels = 11; // log2 of MaxPanelDepth slices, and one

    private readonly AlignedBuffer _panels = new(GroupPanels * MaxPanelDepth * MaxTileColumns);
    private readonly AlignedBuffer _columns = new(MaxPanelDepth * TileShape.MaxRows);
    private readonly AlignedBuffer _levels = new(MaxLevels * MaxTileElements);
    private readonly AlignedBuffer _tile = new(MaxTileElements);
    private readonly AlignedBuffer _start = new(MaxTileColumns);

    /// <summary>A group of panels of B, one behind the other: each of up to MaxPanelDepth rows as wide as the tile.</summary>
    public Span<float> Panels => _panels.Span;

    /// <summary>A tile's columns of A.</summary>
    public Span<float> Columns => _columns.Span;

    /// <summary>Partial sums of the tree, a dense tile per level.</summary>
    public Span<float> Levels => _levels.Span;

    /// <summary>A tile whose columns reach over the matrix's edge.</summary>
    public Span<float> Tile => _tile.Span;

    /// <summary>One row that all rows of a tile start from.</summary>
    public Span<float> Start => _start.Span;
}
