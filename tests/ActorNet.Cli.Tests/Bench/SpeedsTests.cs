using ActorNet.Cli.Bench.Measured;

namespace ActorNet.Cli.Tests.Bench;

public class SpeedsTests
{
    [Fact]
    public void Share_is_taken_of_the_larger_limit_around_each_repeat()
    {
        var speeds = new Speeds();
        speeds.Add(50, limitBefore: 100, limitAfter: 80);
        speeds.Add(30, limitBefore: 40, limitAfter: 50);
        speeds.Add(90, limitBefore: 90, limitAfter: 100);
        Assert.Equal((50, 90, 100, 0.6), (speeds.Median, speeds.Best, speeds.Limit, speeds.Share));
    }

    [Theory]
    [InlineData(2, 2.0)]
    [InlineData(2.5, 3.0, 2.0)]
    [InlineData(3, 9.0, 3.0, 1.0)]
    public void Median_stands_in_the_middle(double median, params double[] values) => Assert.Equal(median, Speeds.MedianOf(values));
}
