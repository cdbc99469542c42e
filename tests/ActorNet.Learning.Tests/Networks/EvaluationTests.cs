using ActorNet.Learning.Networks;

namespace ActorNet.Learning.Tests.Networks;

public class EvaluationTests
{
    [Fact]
    public void PairwiseSum_is_the_tree_that_adds_gradients()
    {
        for (var count = 0; count <= 130; count++)
        {
            var values = Array.ConvertAll(TestData.Normals(count, (uint)count), value => value * 0.1);
            Bits.AssertEqual([Law.TreeSum(values)], [Evaluation.PairwiseSum(values)], $"{count} values");
        }
    }

    [Fact]
    public void PairwiseSum_adds_neighbours_first()
    {
        Assert.Equal(0.0, Evaluation.PairwiseSum([1e17, 1.0, -1e17, -1.0]));
        Assert.Equal(1.0, Evaluation.PairwiseSum([1e17, -1e17, 1.0]));
    }

    [Fact]
    public void Loss_is_a_mean_and_accuracy_a_fraction()
    {
        Assert.Equal(new Evaluation(2.5, 0.75), Evaluation.Of([4.0, 6.0], 3, 4, isClassification: true));
        Assert.Equal(new Evaluation(2.5, null), Evaluation.Of([4.0, 6.0], 0, 4, isClassification: false));
    }

    [Theory]
    [InlineData(0, 1f)]
    [InlineData(0, 2f, 1f)]
    [InlineData(1, 1f, 2f)]
    [InlineData(0, 2f, 2f, 2f)]
    [InlineData(1, 1f, 3f, 2f, 3f)]
    [InlineData(0, -0f, 0f)]
    [InlineData(2, float.NegativeInfinity, -5f, -4f)]
    public void ArgMax_is_the_first_of_the_largest(int expected, params float[] values) =>
        Assert.Equal(expected, Evaluation.ArgMax(values));
}
