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

    [Theory]
    [InlineData(0.1, 0x3FEE6F0E134454FF)]
    [InlineData(0.7, 0xBFE2CF2304755A5D)]
    [InlineData(0.9999, 0xBFEFFFFFE581A8D8)]
    public void CosineOfPi_has_the_reference_bits(double x, ulong expected) =>
        Assert.Equal(expected, BitConverter.DoubleToUInt64Bits(Elementary.CosineOfPi(x)));

    [Fact]
    public void CosineOfPi_has_the_reference_digest()
    {
        var hash = 0xCBF29CE484222325; // FNV-1a over 64-bit words
        for (var i = 0; i <= 1000; i++)
            hash = unchecked((hash ^ BitConverter.DoubleToUInt64Bits(Elementary.CosineOfPi(i / 1000.0))) * 0x100000001B3);

        Assert.Equal(0xBD46F7C568609A7EU, hash);
    }

    [Fact]
    public void CosineOfPi_is_within_1e_15_of_the_exact_value() =>
        AssertEverywhere(x => Math.Abs(Elementary.CosineOfPi(x) - double.CosPi(x)) < 1e-15);

    [Fact]
    public void CosineOfPi_never_increases()
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
    public void CosineOfPi_rejects_arguments_outside_0_to_1(double x) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Elementary.CosineOfPi(x));

    /// <summary>Asserts the claim at every i / 100,000 from 0 to 1, in ascending order.</summary>
    private static void AssertEverywhere(Predicate<double> claim)
    {
        for (var i = 0; i <= Steps; i++)
        {
            if (!claim((double)i / Steps))
                Assert.Fail($"not at x = {(double)i / Steps:R}");
        }
    }
}
