using ActorNet.Learning;
using ActorNet.TestKit.Xunit;

namespace ActorNet.TestKit.Tests.Xunit;

public class SeedsAttributeTests
{
    [Theory, Seeds(3)]
    public void Seeds_begin_at_0(ulong seed) => Assert.InRange(seed, 0UL, 2UL);

    [Theory]
    [InlineData(null, "0 1 2")]
    [InlineData("", "0 1 2")]
    [InlineData("17", "17")]
    [InlineData("8-10", "8 9 10")]
    [InlineData("18446744073709551614-18446744073709551615", "18446744073709551614 18446744073709551615")]
    public void Environment_variable_names_others(string? given, string seeds) =>
        Assert.Equal(seeds, string.Join(' ', new SeedsAttribute(3).GetSeeds(given)));

    [Theory]
    [InlineData("x")]
    [InlineData("3-2")]
    [InlineData("1-2-3")]
    [InlineData("-1")]
    [InlineData("0-1000000")]
    public void Environment_variable_without_seeds_is_rejected(string given) => Assert.Equal(
        $"ACTORNET_SEEDS is '{given}'; allowed is a seed such as 17, or up to 1000000 of them such as 1000-1999.",
        Assert.Throws<InvalidInputException>(() => new SeedsAttribute(3).GetSeeds(given).ToList()).Message);

    [Fact]
    public void No_seeds_are_rejected() => Assert.Equal(
        "Count is 0; allowed is a whole number from 1 to 1000000.",
        Assert.Throws<InvalidInputException>(() => new SeedsAttribute(0).GetSeeds(null).ToList()).Message);
}
