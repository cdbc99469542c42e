namespace ActorNet.Learning.Matrices;

/// <summary>How the steps of a tile through the shared dimension lie in memory. What is packed has distances that are constants of the kernel's code.</summary>
internal interface ITileStrides
{
    /// <summary>Whether A leaves out the depths at which it is zero; see <see cref="SparseRows"/>.</summary>
    static abstract bool AreSparse { get; }

    /// <summary>Whether the elements of A that a tile needs at one depth lie together, and those of the next step after them.</summary>
    static abstract bool HavePackedA { get; }

    /// <summary>Whether the rows of B's panel follow each other without gaps.</summary>
    static abstract bool HavePackedB { get; }
}

/// <summary>Every depth; A or B as it lies.</summary>
internal readonly struct InPlaceStrides : ITileStrides
{
    public static bool AreSparse => false;
    public static bool HavePackedA => false;
    public static bool HavePackedB => false;
}

/// <summary>Every depth; A and B packed.</summary>
internal readonly struct PackedStrides : ITileStrides
{
    public static bool AreSparse => false;
    public static bool HavePackedA => true;
    public static bool HavePackedB => true;
}

/// <summary>The depths at which A is not zero; B as it lies.</summary>
internal readonly struct SparseInPlaceStrides : ITileStrides
{
    public static bool AreSparse => true;
    public static bool HavePackedA => true;
    public static bool HavePackedB => false;
}

/// <summary>The depths at which A is not zero; B packed.</summary>
internal readonly struct SparseStrides : ITileStrides
{
    public static bool AreSparse => true;
    public static bool HavePackedA => true;
    public static bool HavePackedB => true;
}
