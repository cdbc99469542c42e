using ActorNet.Cli.Bench.Scaling;
using ActorNet.Learning;

namespace ActorNet.Cli.Tests.Bench.Scaling;

public class LinkTests
{
    [Theory]
    [InlineData("10gbit", 10e9, "10gbit")]
    [InlineData("0.25gbit", 250e6, "250mbit")]
    [InlineData("1mbit", 1e6, "1mbit")]
    [InlineData("1000gbit", 1e12, "1000gbit")]
    public void Rate_is_read_as_tc_does(string text, double bitsPerSecond, string written)
    {
        Assert.Equal(bitsPerSecond, LinkRate.Parse(text).BitsPerSecond);
        Assert.Equal(bitsPerSecond / 8, LinkRate.Parse(text).BytesPerSecond);
        Assert.Equal(written, LinkRate.Parse(text).ToString());
    }

    [Theory]
    [InlineData("50us", 50e-6, "50us")]
    [InlineData("1.5ms", 1.5e-3, "1.5ms")]
    [InlineData("0us", 0, "0us")]
    [InlineData("1000ms", 1, "1000ms")]
    public void Delay_is_read_as_tc_does(string text, double seconds, string written)
    {
        Assert.Equal(seconds, LinkDelay.Parse(text).Seconds, 1e-12);
        Assert.Equal(written, LinkDelay.Parse(text).ToString());
    }

    [Theory]
    [InlineData("10")]
    [InlineData("10Gbit")]
    [InlineData("gbit")]
    [InlineData("-1gbit")]
    [InlineData("1e3gbit")]
    [InlineData("0.9mbit")]
    [InlineData("1001gbit")]
    [InlineData("10mb")]
    public void Other_rates_are_rejected(string text) => Assert.Throws<InvalidInputException>(() => LinkRate.Parse(text));

    [Theory]
    [InlineData("50")]
    [InlineData("50s")]
    [InlineData("-1us")]
    [InlineData("1001ms")]
    public void Other_delays_are_rejected(string text) => Assert.Throws<InvalidInputException>(() => LinkDelay.Parse(text));
}
