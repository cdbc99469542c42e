using ActorNet.Lessons.Gradients;

namespace ActorNet.Lessons.Tests.Gradients;

public class NestedSumsTests
{
    [Fact]
    public void Nested_sums_equal_backpropagation()
    {
        var (sums, engine) = (NestedSums.FirstWeightGradient(), NestedSums.FirstWeightGradientByEngine());
        var largest = sums.Cast<double>().Max(Math.Abs);
        Assert.True(largest > 0.01);
        for (var i = 0; i < 3; i++)
            for (var j = 0; j < 3; j++)
                Assert.Equal(sums[i, j], engine[i, j], 1e-6 * largest);
    }

    [Fact]
    public void Network_is_three_three_three_one()
    {
        Assert.Equal("3-3-3-1", NestedSums.Spec.Widths.ToString());
        Assert.Equal([3, 3, 3, 1], NestedSums.ActivationsOf(0).Select(layer => layer.Length));
    }
}
