using ActorNet.Learning.Matrices;

namespace ActorNet.Learning.Tests.Matrices;

/// <summary>
/// Products whose A is mostly zeros, skipping the zeros, against dense A, at every width. Errors would show in the sign of zero: fma(0,
/// b, -0) may be 0, so every test has sums that start with -0 or underflow to it. All have at least the 64 columns from which zeros are
/// skipped.
/// </summary>
public class SparseProductTests
{
    private static readonly float[] Zeros = [0f, 0f, 0f, 0f, -0f];

    private readonly KernelWorkspace _workspace = new();

    [Theory]
    [InlineData(1, 1, 64)]
    [InlineData(4, 16, 72)]
    [InlineData(10, 784, 70)]
    [InlineData(67, 131, 259)]
    [InlineData(15, 2000, 65)]
    public void Forward_skipping_zeros_has_the_same_bits(int rows, int depth, int columns)
    {
        foreach (var kernels in Kernels.AllWidths)
            foreach (var share in new[] { 0.0, 0.5, 0.9, 1.0 })
            {
                var random = new Random(rows + depth);
                var a = MostlyZeros(Zeros, share, rows * depth, random, tiny: false);
                var w = MostlyZeros(Zeros, 0.2, depth * columns, random, tiny: true);
                var bias = MostlyZeros(Zeros, 0.7, columns, random, tiny: true);
                kernels.Forward(
                    new MatrixView(a, rows, depth), new MatrixView(w, depth, columns), bias,
                    new MatrixView(new float[rows * columns], rows, columns), StaleData.Fill(_workspace));
            }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(16)]
    public void WeightGradient_skipping_zeros_has_the_same_bits_for_every_slice_count(int sliceSize)
    {
        for (var slices = 1; slices <= 65 && slices * sliceSize <= KernelWorkspace.MaxSamples; slices += slices < 20 ? 1 : 9)
            foreach (var kernels in Kernels.AllWidths)
            {
                var samples = Math.Max(1, slices * sliceSize - slices % sliceSize);
                var random = new Random(slices);
                var a = MostlyZeros(Zeros, 0.85, samples * 43, random, tiny: true);
                var delta = MostlyZeros(Zeros, 0.5, samples * 67, random, tiny: true);
                kernels.WeightGradient(
                    new MatrixView(a, samples, 43), new MatrixView(delta, samples, 67), sliceSize,
                    new MatrixView(new float[43 * 67], 43, 67), StaleData.Fill(_workspace));
            }
    }

    /// <summary>Reuses memory sized for one shape for another, in dense matrices, where nothing is skipped.</summary>
    [Fact]
    public void A_workspace_is_reusable_for_other_shapes()
    {
        foreach (var kernels in Kernels.AllWidths)
        {
            var workspace = new KernelWorkspace();
            foreach (var (rows, depth) in new[] { (32, 784), (8, 4), (64, 300), (17, 5000) })
            {
                var a = TestData.Normals(rows * depth, 3);
                kernels.Forward(
                    new MatrixView(a, rows, depth), new MatrixView(TestData.Normals(depth * 64, 5), depth, 64), new float[64],
                    new MatrixView(new float[rows * 64], rows, 64), workspace);
                kernels.WeightGradient(
                    new MatrixView(a, rows, depth), new MatrixView(TestData.Normals(rows * 64, 7), rows, 64), 4,
                    new MatrixView(new float[depth * 64], depth, 64), workspace);
            }
        }
    }

    /// <summary>The case that needs dense A: only zeros are added to -0, which turns it into 0 where b is positive.</summary>
    [Fact]
    public void A_negative_zero_sum_is_recomputed_from_dense_A()
    {
        foreach (var kernels in Kernels.AllWidths)
        {
            var z = new float[8 * 72];
            kernels.Multiply(
                new MatrixView(new float[8 * 3], 8, 3),
                ColumnPanels.InPlace(new MatrixView(Enumerable.Repeat(1f, 3 * 72).ToArray(), 3, 72)),
                Enumerable.Repeat(-0f, 72).ToArray(), new MatrixView(z, 8, 72), skipZeros: true, _workspace);
            Bits.AssertEqual(new float[8 * 72], z, $"{kernels.Lanes} lanes");
        }
    }

    /// <summary>
    /// Zeros in the given share, otherwise numbers around 1 or, if <paramref name="tiny"/>, some so small that products underflow.
    /// </summary>
    private static float[] MostlyZeros(float[] zeros, double share, int count, Random random, bool tiny)
    {
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
        {
            if (random.NextDouble() < share)
                value = zeros[random.Next(zeros.Length)];
            else
                value = (random.NextSingle() - 0.5f) * (tiny && random.Next(3) == 0 ? 1e-38f : 1f);
        }

        return values;
    }
}
