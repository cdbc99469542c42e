namespace ActorNet.Learning.Numerics;

/// <summary>The scratch memory of one computing thread: packed panels, levels of the pairwise tree, ragged tiles.</summary>
internal sealed class KernelWorkspace
{
    /// <summary>The deepest panel: a K block of a product, or the rows of a block of samples.</summary>
    public const int MaxPanelDepth = 1024;

    private const int MaxLanes = 16;
    private const int MaxTileColumns = TileShape.MaxVectors * MaxLanes;
    private const int MaxTileElements = TileShape.MaxRows * MaxTileColumns;
    private const int MaxLevels = 11; // log2 of MaxPanelDepth slices, and one

    private readonly AlignedBuffer _panel = new(MaxPanelDepth * MaxTileColumns);
    private readonly AlignedBuffer _levels = new(MaxLevels * MaxTileElements);
    private readonly AlignedBuffer _tile = new(MaxTileElements);
    private readonly AlignedBuffer _start = new(MaxTileColumns);

    /// <summary>One panel of B: up to MaxPanelDepth rows, each as wide as the tile.</summary>
    public Span<float> Panel => _panel.Span;

    /// <summary>Partial sums of the tree, a dense tile per level.</summary>
    public Span<float> Levels => _levels.Span;

    /// <summary>A tile whose columns reach over the matrix's edge.</summary>
    public Span<float> Tile => _tile.Span;

    /// <summary>One row that all rows of a tile start from.</summary>
    public Span<float> Start => _start.Span;
}
