using ActorNet.Learning.Matrices;
using CsCheck;

namespace ActorNet.Learning.Tests.Matrices;

/// <summary>
/// Forward and InputGradient at every width against three plain loops, bit for bit: in any tile, tail or depth block an element is one
/// chain of fused multiply-adds.
/// </summary>
public class MatrixProductTests
{
    /// <summary>Rows, depth and columns of the product.</summary>
    private static readonly Gen<(int Rows, int Depth, int Columns, int Gap)> AnyShape =
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 270], Gen.Int[1, 70], Gen.Int[0, 20]);

    private readonly KernelWorkspace _workspace = new();

    [Fact]
    public void Forward_equals_the_scalar_loop_at_every_row_tail()
    {
        for (var rows = 1; rows <= 13; rows++)
            AssertForward(rows, 5, 19, gap: 0);
    }

    [Fact]
    public void Forward_equals_the_scalar_loop_at_every_column_tail()
    {
        for (var columns = 1; columns <= 66; columns++)
            AssertForward(7, 3, columns, gap: 3);
    }

    [Theory]
    [MemberData(nameof(DepthsAroundABlock))]
    public void Forward_equals_the_scalar_loop_at_every_depth(int depth, int columns) => AssertForward(8, depth, columns, gap: 1);

    [Theory]
    [MemberData(nameof(OddShapes))]
    public void Forward_equals_the_scalar_loop_at_odd_shapes(int rows, int depth, int columns) =>
        AssertForward(rows, depth, columns, gap: 5);

    [Fact]
    public void Forward_equals_the_scalar_loop_at_any_shape() =>
        AnyShape.Sample(shape => AssertForward(shape.Rows, shape.Depth, shape.Columns, shape.Gap), iter: 60, threads: 1);

    [Fact]
    public void InputGradient_equals_the_scalar_loop_at_every_row_tail()
    {
        for (var rows = 1; rows <= 13; rows++)
            AssertInputGradient(rows, 5, 19, gap: 0);
    }

    [Fact]
    public void InputGradient_equals_the_scalar_loop_at_every_column_tail()
    {
        for (var columns = 1; columns <= 66; columns++)
            AssertInputGradient(7, 3, columns, gap: 3);
    }

    [Theory]
    [MemberData(nameof(DepthsAroundABlock))]
    public void InputGradient_equals_the_scalar_loop_at_every_depth(int depth, int columns) =>
        AssertInputGradient(8, depth, columns, gap: 1);

    [Theory]
    [MemberData(nameof(OddShapes))]
    public void InputGradient_equals_the_scalar_loop_at_odd_shapes(int rows, int depth, int columns) =>
        AssertInputGradient(rows, depth, columns, gap: 5);

    [Fact]
    public void InputGradient_equals_the_scalar_loop_at_any_shape() =>
        AnyShape.Sample(shape => AssertInputGradient(shape.Rows, shape.Depth, shape.Columns, shape.Gap), iter: 60, threads: 1);

    [Fact]
    public void Bits_of_a_row_do_not_depend_on_the_row_count()
    {
        const int depth = 300, columns = 37;
        var a = TestData.Normals(13 * depth, 1);
        var w = new GuardedMatrix(depth, columns, 0, TestData.Normals(depth * columns, 2));
        var bias = TestData.Normals(columns, 3);
        foreach (var kernels in Kernels.AllWidths)
        {
            var whole = new GuardedMatrix(13, columns, 0);
            kernels.Forward(new GuardedMatrix(13, depth, 0, a).View, w.View, bias, whole.View, _workspace);
            for (var row = 0; row < 13; row++)
            {
                var alone = new GuardedMatrix(1, columns, 0);
                kernels.Forward(
                    new GuardedMatrix(1, depth, 0, a.AsSpan(row * depth, depth)).View, w.View, bias, alone.View, _workspace);
                alone.AssertHolds(whole.View.Row(row), $"row {row}, {kernels.Lanes} lanes");
            }
        }
    }

    /// <summary>
    /// Depths around one and two blocks of 1,024 and around the kernel's unrolled steps of three; whole and ragged columns.
    /// </summary>
    public static TheoryData<int, int> DepthsAroundABlock()
    {
        var data = new TheoryData<int, int>();
        foreach (var depth in new[] { 1, 2, 3, 4, 5, 6, 7, 256, 1023, 1024, 1025, 2047, 2048, 2049 })
            foreach (var columns in new[] { 32, 41 })
                data.Add(depth, columns);
        return data;
    }

    /// <summary>Single rows, columns and depths; whole and ragged tiles; around whole panels.</summary>
    public static TheoryData<int, int, int> OddShapes() => new()
    {
        { 1, 1, 1 }, { 1, 1, 259 }, { 67, 1, 1 }, { 1, 513, 1 }, { 2, 7, 5 },
        { 11, 31, 17 }, { 6, 64, 32 }, { 29, 131, 63 }, { 67, 131, 259 },
        { 7, 3, 127 }, { 7, 3, 128 }, { 7, 300, 129 }, { 7, 300, 145 }, { 7, 3, 255 }, { 7, 300, 256 }, { 7, 300, 257 }, { 7, 3, 530 },
    };

    private void AssertForward(int rows, int depth, int columns, int gap)
    {
        var (a, w, bias) = (TestData.Normals(rows * depth, 1), TestData.Normals(depth * columns, 2), TestData.Normals(columns, 3));
        var expected = new float[rows * columns];
        for (var m = 0; m < rows; m++)
        {
            for (var o = 0; o < columns; o++)
            {
                var sum = bias[o];
                for (var i = 0; i < depth; i++)
                    sum = MathF.FusedMultiplyAdd(a[m * depth + i], w[i * columns + o], sum);
                expected[m * columns + o] = sum;
            }
        }

        var (left, right) = (new GuardedMatrix(rows, depth, gap, a), new GuardedMatrix(depth, columns, gap, w));
        foreach (var kernels in Kernels.AllWidths)
        {
            var z = new GuardedMatrix(rows, columns, gap);
            kernels.Forward(left.View, right.View, bias, z.View, StaleData.Fill(_workspace));
            z.AssertHolds(expected, $"Forward {rows} x {depth} x {columns}, {kernels.Lanes} lanes");
        }
    }

    private void AssertInputGradient(int rows, int depth, int columns, int gap)
    {
        var (delta, w) = (TestData.Normals(rows * depth, 1), TestData.Normals(columns * depth, 2));
        var expected = new float[rows * columns];
        for (var m = 0; m < rows; m++)
        {
            for (var i = 0; i < columns; i++)
            {
                var sum = 0f;
                for (var o = 0; o < depth; o++)
                    sum = MathF.FusedMultiplyAdd(delta[m * depth + o], w[i * depth + o], sum);
                expected[m * columns + i] = sum;
            }
        }

        var (left, right) = (new GuardedMatrix(rows, depth, gap, delta), new GuardedMatrix(columns, depth, gap, w));
        foreach (var kernels in Kernels.AllWidths)
        {
            var d = new GuardedMatrix(rows, columns, gap);
            kernels.InputGradient(left.View, right.View, d.View, StaleData.Fill(_workspace));
            d.AssertHolds(expected, $"InputGradient {rows} x {depth} x {columns}, {kernels.Lanes} lanes");
        }
    }
}
