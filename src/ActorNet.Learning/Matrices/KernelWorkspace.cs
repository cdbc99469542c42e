using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Matrices;

/// <summary>Scratch memory of one compute thread: packed operands and levels of the pairwise tree.</summary>
internal sealed class KernelWorkspace
{
    /// <summary>The maximum number of samples in a block: the depth of a weight gradient.</summary>
    public const int MaxSamples = 1024;

    /// <summary>
    /// The elements of A packed together, 1 MiB. Each panel of B is brought into a near cache once for all of them: waiting for it takes
    /// longer than reading A, sequentially, from an outer cache.
    /// </summary>
    public const int PackedElements = 1 << 18;

    public const int MaxLanes = 16;

    private const int MaxTileElements = TileShape.MaxRows * TileShape.MaxVectors * MaxLanes;
    private const int MaxLevels = 11; // log2(MaxSamples) + 1

    private readonly AlignedBuffer _levels = new(MaxLevels * MaxTileElements);
    private readonly AlignedBuffer _zeros = new(TileShape.MaxVectors * MaxLanes);

    public PackedRows Rows { get; } = new();

    public SparseRows SparseRows { get; } = new();

    /// <summary>Partial sums of the tree, one dense tile per level.</summary>
    public Span<float> Levels => _levels.Span;

    /// <summary>A row of zeros as wide as the widest tile.</summary>
    public ref float Zeros => ref MemoryMarshal.GetReference(_zeros.Span);
}
