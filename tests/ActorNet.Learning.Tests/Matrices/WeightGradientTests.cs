using ActorNet.Learning.Matrices;
using CsCheck;

namespace ActorNet.Learning.Tests.Matrices;

/// <summary>The product whose slices are summed by a pairwise tree in registers, against a plain tree of plain sums.</summary>
public class WeightGradientTests
{
    /// <summary>One more than a tile of rows, and columns that are ragged at every width.</summary>
    private const int Rows = 7, Columns = 19;

    private readonly KernelWorkspace _workspace = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void WeightGradient_equals_the_plain_tree_for_every_slice_count_and_last_slice(int sliceSize)
    {
        for (var slices = 1; slices <= 65; slices++)
        {
            // The last slice: whole, and of every smaller size.
            AssertWeightGradient(slices * sliceSize, sliceSize, Rows, Columns, gap: 3);
            AssertWeightGradient((slices - 1) * sliceSize + 1 + slices % sliceSize, sliceSize, Rows, Columns, gap: 3);
        }
    }

    [Theory]
    [InlineData(1024, 1)]
    [InlineData(1023, 1)]
    [InlineData(1024, 1024)]
    [InlineData(1000, 333)]
    [InlineData(3, 100)]
    public void WeightGradient_equals_the_plain_tree_up_to_the_deepest_panel(int samples, int sliceSize) =>
        AssertWeightGradient(samples, sliceSize, 3, 17, gap: 0);

    [Fact]
    public void WeightGradient_equals_the_plain_tree_at_every_row_tail()
    {
        for (var rows = 1; rows <= 13; rows++)
            AssertWeightGradient(11, 2, rows, 19, gap: 0);
    }

    [Fact]
    public void WeightGradient_equals_the_plain_tree_at_every_column_tail()
    {
        for (var columns = 1; columns <= 66; columns++)
            AssertWeightGradient(7, 2, 4, columns, gap: 1);
    }

    /// <summary>Around whole panels.</summary>
    [Theory]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(145)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(530)]
    public void WeightGradient_equals_the_plain_tree_for_wide_layers(int columns) => AssertWeightGradient(11, 2, 7, columns, gap: 1);

    [Fact]
    public void WeightGradient_equals_the_plain_tree_at_any_shape() =>
        Gen.Select(Gen.Int[1, 100], Gen.Int[1, 20], Gen.Int[1, 40], Gen.Int[1, 70], Gen.Int[0, 20]).Sample(
            (samples, sliceSize, rows, columns, gap) => AssertWeightGradient(samples, sliceSize, rows, columns, gap), iter: 60, threads: 1);

    private void AssertWeightGradient(int samples, int sliceSize, int rows, int columns, int gap)
    {
        var (a, delta) = (TestData.Normals(samples * rows, 1), TestData.Normals(samples * columns, 2));
        var slices = new List<float[]>();
        for (var first = 0; first < samples; first += sliceSize)
            slices.Add(SliceSum(a, delta, first, Math.Min(first + sliceSize, samples), rows, columns));
        var expected = Law.TreeSum(slices.ToArray());

        var (left, right) = (new GuardedMatrix(samples, rows, gap, a), new GuardedMatrix(samples, columns, gap, delta));
        foreach (var kernels in Kernels.AllWidths)
        {
            var g = new GuardedMatrix(rows, columns, gap);
            kernels.WeightGradient(left.View, right.View, sliceSize, g.View, StaleData.Fill(_workspace));
            g.AssertHolds(expected, $"WeightGradient {rows} x {columns} of {samples} samples by {sliceSize}, {kernels.Lanes} lanes");
        }
    }

    private static float[] SliceSum(float[] a, float[] delta, int first, int end, int rows, int columns)
    {
        var sum = new float[rows * columns];
        for (var i = 0; i < rows; i++)
        {
            for (var o = 0; o < columns; o++)
            {
                for (var m = first; m < end; m++)
                    sum[i * columns + o] = MathF.FusedMultiplyAdd(a[m * rows + i], delta[m * columns + o], sum[i * columns + o]);
            }
        }

        return sum;
    }
}
