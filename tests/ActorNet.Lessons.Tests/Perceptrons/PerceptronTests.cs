using ActorNet.Lessons.Perceptrons;

namespace ActorNet.Lessons.Tests.Perceptrons;

public class PerceptronTests
{
    private static readonly float[] Weights = [1, 6, 3];

    /// <summary>The textbook's table: price, time and interest have the weights 1, 6 and 3; inputs are in binary order.</summary>
    [Theory]
    [InlineData(9, "00010001")]
    [InlineData(7, "00010011")]
    public void Decision_to_go_to_a_game_matches_the_textbook(float threshold, string decisions)
    {
        var unit = Perceptron.WithThreshold(threshold, Weights);
        Assert.Equal(decisions, string.Concat(Perceptron.BinaryInputs(3).Select(unit.Decide)));
        Assert.All(Perceptron.BinaryInputs(3), x => Assert.Equal(x[0] + 6 * x[1] + 3 * x[2] >= threshold ? 1 : 0, unit.Decide(x)));
    }

    [Fact]
    public void Threshold_is_a_negated_bias()
    {
        var unit = Perceptron.WithThreshold(7, Weights);
        Assert.Equal(-7, unit.Bias);
        Assert.Equal([-7f, -4, -1, 2, -6, -3, 0, 3], Perceptron.BinaryInputs(3).Select(unit.WeightedInput));
        Assert.Equal(1, unit.Decide([1, 1, 0])); // z = 0: the step is 1 there
    }

    [Fact]
    public void Rule_learns_the_decision_from_zeros()
    {
        var teacher = Perceptron.WithThreshold(7, Weights);
        var samples = Perceptron.BinaryInputs(3).Select(x => (x, teacher.Decide(x))).ToList();
        var passes = PerceptronRule.Run(new Perceptron([0, 0, 0], 0), samples, 0.5f, 50).ToList();
        Assert.Equal([4, 4, 4, 2, 1, 0], passes.Select(pass => pass.Mistakes));
        Assert.Equal([0.5f, 1, 0.5f], passes[^1].Unit.Weights);
        Assert.Equal(-1.5f, passes[^1].Unit.Bias);
        Assert.All(samples, sample => Assert.Equal(sample.Item2, passes[^1].Unit.Decide(sample.x)));
    }

    /// <summary>By hand: the first wrong sample, (0, 0, 0) with target 0 and output 1, moves only the bias, by −η.</summary>
    [Fact]
    public void Rule_changes_weights_by_the_input_and_only_on_mistakes()
    {
        var pass = PerceptronRule.Run(new Perceptron([0, 0], 0), [([0, 0], 0), ([1, 0], 1), ([0, 1], 0)], 0.5f, 1).Single();
        Assert.Equal(3, pass.Mistakes); // then (1, 0) outputs 0: w₁ = ½, b = 0; then (0, 1) outputs 1: w₂ = −½, b = −½
        Assert.Equal([0.5f, -0.5f], pass.Unit.Weights);
        Assert.Equal(-0.5f, pass.Unit.Bias);
    }

    [Fact]
    public void Rule_never_converges_without_a_separating_line()
    {
        var xor = Perceptron.BinaryInputs(2).Select((x, i) => (x, i is 1 or 2 ? 1 : 0)).ToList();
        var passes = PerceptronRule.Run(new Perceptron([0, 0], 0), xor, 0.5f, 200).ToList();
        Assert.Equal(200, passes.Count);
        Assert.All(passes, pass => Assert.True(pass.Mistakes > 0));
    }
}
