using ActorNet.Lessons.Gradients;

namespace ActorNet.Lessons.Tests.Gradients;

public class ChainTests
{
    [Fact]
    public void Chain_rule_engine_and_finite_differences_agree()
    {
        var chain = ChainLesson.Chain;
        var (rule, engine, differences) = (chain.ByChainRule(), chain.ByEngine(), chain.ByDifferences());
        for (var i = 0; i < 6; i++)
        {
            Assert.True(Math.Abs(rule[i]) > 0.02);
            Assert.Equal(rule[i], engine[i], 1e-7);
            Assert.Equal(rule[i], differences[i], 2e-5);
        }
    }

    /// <summary>∂C/∂w³ = a² · σ′(z³) · 2(a³ − y), with the values that the lesson shows.</summary>
    [Fact]
    public void Last_weight_gradient_is_the_textbook_formula()
    {
        var (z, a) = ChainLesson.Chain.Values;
        double sigma = 1 / (1 + Math.Exp(-z[2][0]));
        Assert.Equal(a[2][0] * sigma * (1 - sigma) * 2 * (sigma - 1), ChainLesson.Chain.ByChainRule()[4], 1e-7);
    }

    [Fact]
    public void Cost_is_twice_the_engine_cost() => Assert.Equal(
        Math.Pow(ChainLesson.Chain.Values.A[3][0] - 1, 2), ChainLesson.Chain.Cost, 1e-9);
}
