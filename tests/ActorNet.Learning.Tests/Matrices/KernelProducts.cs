using ActorNet.Learning.Matrices;

namespace ActorNet.Learning.Tests.Matrices;

/// <summary>The three products of training, each with B in place and with B packed, which must give the same bits.</summary>
internal static class KernelProducts
{
    /// <summary>z = bias + a·w.</summary>
    public static void Forward(
        this Kernels kernels, MatrixView a, MatrixView w, ReadOnlySpan<float> bias, MatrixView z, KernelWorkspace workspace)
    {
        kernels.Multiply(a, ColumnPanels.InPlace(w), bias, z, skipZeros: false, workspace);
        var plain = Copy(z);
        kernels.Multiply(a, ColumnPanels.InPlace(w), bias, z, skipZeros: true, workspace);
        AssertSame(plain, z, "without zeros");
        kernels.Multiply(a, Packed(kernels, w), bias, z, skipZeros: true, workspace);
        AssertSame(plain, z, "packed, without zeros");
        kernels.Multiply(a, Packed(kernels, w), bias, z, skipZeros: false, workspace);
        AssertSame(plain, z, "packed");
    }

    /// <summary>d = delta·wᵀ.</summary>
    public static void InputGradient(this Kernels kernels, MatrixView delta, MatrixView w, MatrixView d, KernelWorkspace workspace)
    {
        var packed = new PackedMatrix();
        packed.Reshape(w.Columns, w.Rows);
        var split = w.Columns / 3;
        kernels.PackTransposed(w, split, w.Columns - split, packed);
        kernels.PackTransposed(w, 0, split, packed);
        kernels.Multiply(delta, packed.Panels, [], d, skipZeros: false, workspace);
    }

    /// <summary>g = the tree over slices of aᵀ·delta.</summary>
    public static void WeightGradient(
        this Kernels kernels, MatrixView a, MatrixView delta, int sliceSize, MatrixView g, KernelWorkspace workspace)
    {
        kernels.MultiplySlices(a, ColumnPanels.InPlace(delta), sliceSize, g, skipZeros: false, workspace);
        var plain = Copy(g);
        kernels.MultiplySlices(a, ColumnPanels.InPlace(delta), sliceSize, g, skipZeros: true, workspace);
        AssertSame(plain, g, "without zeros");
        kernels.MultiplySlices(a, Packed(kernels, delta), sliceSize, g, skipZeros: true, workspace);
        AssertSame(plain, g, "packed, without zeros");
        kernels.MultiplySlices(a, Packed(kernels, delta), sliceSize, g, skipZeros: false, workspace);
        AssertSame(plain, g, "packed");
    }

    /// <summary>Packs in two parts, the second first, as threads may.</summary>
    private static ColumnPanels Packed(Kernels kernels, MatrixView b)
    {
        var packed = new PackedMatrix();
        packed.Reshape(b.Rows, b.Columns);
        var split = b.Rows / 3;
        kernels.Pack(b, split, b.Rows - split, packed);
        kernels.Pack(b, 0, split, packed);
        return packed.Panels;
    }

    private static float[][] Copy(MatrixView matrix)
    {
        var rows = new float[matrix.Rows][];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = matrix.Row(row).ToArray();
        return rows;
    }

    private static void AssertSame(float[][] expected, MatrixView actual, string how)
    {
        for (var row = 0; row < expected.Length; row++)
            Bits.AssertEqual(expected[row], actual.Row(row), $"{how} against in place, row {row}");
    }
}
