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
    public void CosineOfPi_is_within_1e_15_of_the_exact_value() =>
        AssertEverywhere(x => Math.Abs(Elementary.CosineOfPi(x) - double.CosPi(x)) < 1e-15);

    [Fact]
    public void CosineOfPi_never_rises()
    {
        var previous = double.PositiveInfinity;
        AssertEverywhere(x => previous >= (previous = Elementary.CosineOfPi(x)));
    }

    [Fact]
    public void CosineOfPi_is_antisymmetric_about_one_half() =>
        AssertEverywhere(x => x < 0.5 || Elementary.CosineOfPi(1 - x) == -Elementary.CosineOfPi(x));

    [Theory]
    [InlineData(-double.Epsilon)]
    [InlineData(1.0000000000000002)]
    [InlineData(double.NaN)]
    public void CosineOfPi_refuses_what_lies_outside_0_to_1(double x) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Elementary.CosineOfPi(x));

    /// <summary>The claim holds at every i / 100,000 from 0 to 1, in ascending order.</summary>
    private static void AssertEverywhere(Predicate<double> claim)
    {
        for (var i = 0; i <= Steps; i++)
        {
            if (!claim((double)i / Steps))
                Assert.Fail($"not at x = {(double)i / Steps:R}");
        }
    }
}
