namespace ActorNet.Learning.Matrices;

/// <summary>
/// How a tile's steps along the shared dimension lie in memory. Strides of packed operands are constants in the kernel's code.
/// </summary>
internal interface ITileStrides
{
    /// <summary>Whether depths where A is zero are skipped; see <see cref="SparseRows"/>.</summary>
    static abstract bool AreSparse { get; }

    /// <summary>Whether the elements of A for one depth are contiguous, and followed by those of the next step.</summary>
    static abstract bool HavePackedA { get; }

    /// <summary>Whether the rows of B's panel are contiguous.</summary>
    static abstract bool HavePackedB { get; }
}

/// <summary>All depths; A or B not packed.</summary>
internal readonly struct InPlaceStrides : ITileStrides
{
    public static bool AreSparse => false;
    public static bool HavePackedA => false;
    public static bool HavePackedB => false;
}

/// <summary>All depths; A and B packed.</summary>
internal readonly struct PackedStrides : ITileStrides
{
    public static bool AreSparse => false;
    public static bool HavePackedA => true;
    public static bool HavePackedB => true;
}

/// <summary>Only depths where A is not zero; B not packed.</summary>
internal readonly struct SparseInPlaceStrides : ITileStrides
{
    public static bool AreSparse => true;
    public static bool HavePackedA => true;
    public static bool HavePackedB => false;
}

/// <summary>Only depths where A is not zero; B packed.</summary>
internal readonly struct SparseStrides : ITileStrides
{
    public static bool AreSparse => true;
    public static bool HavePackedA => true;
    public static bool HavePackedB => true;
}
