using System.Runtime.InteropServices;
using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Matrices;

/// <summary>The scratch memory of one computing thread: packed operands, levels of the pairwise tree.</summary>
internal sealed class KernelWorkspace
{
    /// <summary>The most samples of a block: the depth of a weight gradient.</summary>
    public const int MaxSamples = 1024;

    /// <summary>
    /// The elements of A that are packed together, 1 MiB. Each panel of B is brought near once for all of them: waiting for it costs
    /// more than reading A, in order, from an outer cache.
    /// </summary>
    public const int RowElements = 1 << 18;

    /// <summary>The most lanes of a vector.</summary>
    public const int MaxLanes = 16;

    private const int MaxTileElements = TileShape.MaxRows * TileShape.MaxVectors * MaxLanes;
    private const int MaxLevels = 11; // log2 of MaxSamples slices, and one

    private readonly AlignedBuffer _levels = new(MaxLevels * MaxTileElements);
    private readonly AlignedBuffer _zeros = new(TileShape.MaxVectors * MaxLanes);

    /// <summary>A block of rows of A.</summary>
    public PackedRows Rows { get; } = new();

    /// <summary>A block of rows of A without its zeros.</summary>
    public SparseRows SparseRows { get; } = new();

    /// <summary>Partial sums of the tree, a dense tile per level.</summary>
    public Span<float> Levels => _levels.Span;

    /// <summary>A row of zeros, as wide as any tile.</summary>
    public ref float Zeros => ref MemoryMarshal.GetReference(_zeros.Span);
}
