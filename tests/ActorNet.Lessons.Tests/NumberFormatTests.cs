using ActorNet.Lessons.Pages;

namespace ActorNet.Lessons.Tests;

public class NumberFormatTests
{
    [Fact]
    public void Numbers_have_one_format()
    {
        Assert.Equal("−0.5000", NumberFormat.Of(-0.5));
        Assert.Equal("0.00", NumberFormat.Of(-0.001, 2)); // zero has no sign
        Assert.Equal("12,345", NumberFormat.Of(12_345));
        Assert.Equal("−7", NumberFormat.Of(-7));
        Assert.Equal("2.25e−39", NumberFormat.OfAnySize(2.25e-39));
        Assert.Equal("1.20e7", NumberFormat.OfAnySize(1.2e7));
        Assert.Equal("20.0000", NumberFormat.OfAnySize(20));
        Assert.Equal("infinity", NumberFormat.OfAnySize(double.PositiveInfinity));
        Assert.Equal("not a number", NumberFormat.OfAnySize(double.NaN));
        Assert.Equal("95.23 %", NumberFormat.Percent(0.9523));
        Assert.Equal("(1.0, −0.5)", NumberFormat.Vector([1, -0.5f], 1));
    }
}
