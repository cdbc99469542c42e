using ActorNet.Learning.Matrices;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Numerics;
using ActorNet.Learning.Tests.Matrices;
using CsCheck;

namespace ActorNet.Learning.Tests.Networks;

public class SoftmaxTests
{
    private const int MaxLength = 70;

    [Fact]
    public void Softmax_equals_the_formula_at_every_width_and_length()
    {
        const int rows = 3;
        for (var length = 1; length <= MaxLength; length++)
        {
            var z = TestData.Normals(rows * length, (uint)length, 5f);
            var (a, max, logSum) = Formula(z, length);
            foreach (var kernels in Kernels.AllWidths)
            {
                var what = $"length {length}, {kernels.Lanes} lanes";
                var (outputs, actualMax, actualLogSum) = Run(kernels, z, rows, length, gap: 3);
                outputs.AssertHolds(a, what);
                Bits.AssertEqual(max, actualMax, what);
                Bits.AssertEqual(logSum, actualLogSum, what);
            }
        }
    }

    [Fact]
    public void The_Jacobian_product_equals_the_formula_at_every_width_and_length()
    {
        for (var length = 1; length <= MaxLength; length++)
        {
            var a = Formula(TestData.Normals(length, 1), length).A;
            var delta = TestData.Normals(length, 2);
            var sum = 0f;
            for (var k = 0; k < length; k++)
                sum = MathF.FusedMultiplyAdd(delta[k], a[k], sum);
            var expected = a.Zip(delta, (output, d) => output * (d - sum)).ToArray();
            foreach (var kernels in Kernels.AllWidths)
            {
                var product = new GuardedMatrix(1, length, 0, delta);
                kernels.MultiplyByDerivative(Activation.Softmax, default, new GuardedMatrix(1, length, 0, a).View, product.View);
                product.AssertHolds(expected, $"length {length}, {kernels.Lanes} lanes");
            }
        }
    }

    [Fact]
    public void Softmax_of_equal_inputs_is_uniform() => Assert.All(Kernels.AllWidths, kernels =>
    {
        foreach (var value in new[] { 0f, -3f, 1e30f, float.MaxValue, float.MinValue, float.Epsilon })
            for (var length = 1; length <= MaxLength; length++)
                Run(kernels, Enumerable.Repeat(value, length).ToArray(), 1, length, gap: 0).A
                    .AssertHolds(Enumerable.Repeat(1f / length, length).ToArray(), $"{length} times {value}");
    });

    [Fact]
    public void Softmax_of_any_finite_inputs_is_a_distribution() =>
        Gen.Select(Gen.OneOf(Gen.Single[-200f, 200f], Gen.Single[-3e38f, 3e38f], Gen.Single[-1f, 1f]).Array[1, MaxLength], Gen.Int[0, 3])
            .Sample((z, width) => AssertDistribution(Kernels.AllWidths[width], z), iter: 2_000, threads: 1);

    [Theory]
    [InlineData(float.MaxValue, float.MinValue)]
    [InlineData(1e20f, -1e20f)]
    [InlineData(1000f, 0f)]
    [InlineData(-1000f, -2000f)]
    [InlineData(float.MinValue, float.MinValue)]
    public void Softmax_of_huge_inputs_is_a_distribution(float first, float second) =>
        Assert.All(Kernels.AllWidths, kernels => AssertDistribution(kernels, [first, second, first, second, second]));

    private static void AssertDistribution(Kernels kernels, float[] z)
    {
        var (outputs, max, logSum) = Run(kernels, z, 1, z.Length, gap: 0);
        var a = outputs.View.Row(0).ToArray();
        Assert.All(a, value => Assert.InRange(value, 0f, 1f));
        Assert.Equal(1.0, a.Sum(value => (double)value), 1e-5);
        Assert.Equal(z.Max(), max[0]);
        Assert.InRange(logSum[0], 0f, MathF.Log(z.Length) + 1e-5f);
    }

    private static (GuardedMatrix A, float[] Max, float[] LogSum) Run(Kernels kernels, float[] z, int rows, int length, int gap)
    {
        var a = new GuardedMatrix(rows, length, gap);
        var (max, logSum) = (new float[rows], new float[rows]);
        kernels.Softmax(new GuardedMatrix(rows, length, gap, z).View, a.View, max, logSum);
        return (a, max, logSum);
    }

    private static (float[] A, float[] Max, float[] LogSum) Formula(float[] z, int length)
    {
        var rows = z.Chunk(length).Select(row =>
        {
            var max = row.Max();
            var exps = Array.ConvertAll(row, value => Elementary.Exp(value - max));
            var sum = exps.Aggregate(0f, (total, value) => total + value);
            return (A: Array.ConvertAll(exps, value => value / sum), Max: max, LogSum: Elementary.Log(sum));
        }).ToArray();
        return ([.. rows.SelectMany(row => row.A)], [.. rows.Select(row => row.Max)], [.. rows.Select(row => row.LogSum)]);
    }
}
