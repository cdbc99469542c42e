using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Tests.Numerics;

public class CosineOfPiTests
{
    private const int Steps = 100_000;

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(0.5, 0.0)]
    [InlineData(1.0, -1.0)]
    public void CosineOfPi_is_exact_at_the_quarter_turns(double x, double expected) =>
        Assert.Equal(BitConverter.DoubleToUInt64Bits(expected), BitConverter.DoubleToUInt64Bits(Elementary.CosineOfPi(x)));

    [Fact]
    public void CosineOfPi_is_within_1e_15_of_the_exact_value()
    {
        for (var i = 0; i <= Steps; i++)
        {
            var x = (double)i / Steps;
            Assert.True(Math.Abs(Elementary.CosineOfPi(x) - double.CosPi(x)) < 1e-15, $"at x = {x:R}");
        }
    }

    [Fact]
    public void CosineOfPi_never_rises() =>
        Assert.All(Enumerable.Range(0, Steps), i => Assert.True(
            Elementary.CosineOfPi((i + 1.0) / Steps) <= Elementary.CosineOfPi((double)i / Steps), $"at step {i} of {Steps}"));

    [Fact]
    public void CosineOfPi_is_antisymmetric_about_one_half()
    {
        for (var i = Steps / 2; i <= Steps; i++)
        {
            var x = (double)i / Steps;
            Assert.Equal(-Elementary.CosineOfPi(x), Elementary.CosineOfPi(1 - x));
        }
    }

    [Theory]
    [InlineData(-double.Epsilon)]
    [InlineData(1.0000000000000002)]
    [InlineData(double.NaN)]
    public void CosineOfPi_refuses_what_lies_outside_0_to_1(double x) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Elementary.CosineOfPi(x));
}
