using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Matrices;

/// <summary>
/// Matrix products and sums for one vector width. Every width computes the same bits; the widest the processor supports is the fastest.
/// </summary>
internal abstract class Kernels
{
    /// <summary>The widest kernels the processor supports in hardware.</summary>
    public static Kernels Best { get; } =
        Simd16.IsSupported ? new Kernels<Simd16>()
        : Simd8.IsSupported ? new Kernels<Simd8>()
        : Simd4.IsSupported ? new Kernels<Simd4>()
        : new Kernels<Simd1>();

    /// <summary>The width of their vectors: 512, 256, 128, or 32 without vectors. It changes the speed, never a result.</summary>
    public static int VectorBits => Best.Lanes * 32;

    /// <summary>Kernels of every width, supported in hardware or not.</summary>
    public static IReadOnlyList<Kernels> AllWidths { get; } =
        [new Kernels<Simd1>(), new Kernels<Simd4>(), new Kernels<Simd8>(), new Kernels<Simd16>()];

    public abstract int Lanes { get; }

    /// <summary>
    /// Packs rows <paramref name="first"/> .. first + <paramref name="depth"/> - 1 of a matrix [depth, columns] into panels for products
    /// of these kernels.
    /// </summary>
    public abstract void Pack(MatrixView b, int first, int depth, PackedMatrix packed);

    /// <summary>Packs the same rows of the transpose of a matrix [columns, depth].</summary>
    public abstract void PackTransposed(MatrixView b, int first, int depth, PackedMatrix packed);

    /// <inheritdoc cref="MatrixProduct{TVector}.Multiply"/>
    public abstract void Multiply(
        MatrixView a, ColumnPanels b, ReadOnlySpan<float> bias, MatrixView c, bool skipZeros, KernelWorkspace workspace);

    /// <inheritdoc cref="MatrixProduct{TVector}.MultiplySlices"/>
    public abstract void MultiplySlices(
        MatrixView a, ColumnPanels b, int sliceSize, MatrixView c, bool skipZeros, KernelWorkspace workspace);

    /// <summary>result = left + right; result may be either operand.</summary>
    public abstract void Add(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result);

    /// <summary>result = left - right.</summary>
    public abstract void Subtract(MatrixView left, MatrixView right, MatrixView result);
}

/// <inheritdoc cref="Kernels"/>
internal sealed class Kernels<TVector> : Kernels where TVector : struct, IVector<TVector>
{
    /// <summary>Kernels for matrices with fewer columns than a vector has lanes.</summary>
    private static Kernels Narrower { get; } =
        TVector.Count > 4 ? (TVector.Count > 8 ? new Kernels<Simd8>() : new Kernels<Simd4>()) : new Kernels<Simd1>();

    public override int Lanes => TVector.Count;

    public override void Pack(MatrixView b, int first, int depth, PackedMatrix packed)
    {
        if (packed.Columns < TVector.Count)
            Narrower.Pack(b, first, depth, packed);
        else
            packed.Pack<TVector>(b, first, depth);
    }

    public override void PackTransposed(MatrixView b, int first, int depth, PackedMatrix packed)
    {
        if (packed.Columns < TVector.Count)
            Narrower.PackTransposed(b, first, depth, packed);
        else
            packed.PackTransposed<TVector>(b, first, depth);
    }

    public override void Multiply(
        MatrixView a, ColumnPanels b, ReadOnlySpan<float> bias, MatrixView c, bool skipZeros, KernelWorkspace workspace)
    {
        if (b.Columns < TVector.Count)
            Narrower.Multiply(a, b, bias, c, skipZeros, workspace);
        else
            MatrixProduct<TVector>.Multiply(a, b, bias, c, skipZeros, workspace);
    }

    public override void MultiplySlices(
        MatrixView a, ColumnPanels b, int sliceSize, MatrixView c, bool skipZeros, KernelWorkspace workspace)
    {
        if (b.Columns < TVector.Count)
            Narrower.MultiplySlices(a, b, sliceSize, c, skipZeros, workspace);
        else
            MatrixProduct<TVector>.MultiplySlices(a, b, sliceSize, c, skipZeros, workspace);
    }

    public override void Add(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result) =>
        Elementwise.Map<TVector, Sum>(left, right, result);

    public override void Subtract(MatrixView left, MatrixView right, MatrixView result)
    {
        for (var row = 0; row < result.Rows; row++)
            Elementwise.Map<TVector, Difference>(left.Row(row), right.Row(row), result.Row(row));
    }
}
