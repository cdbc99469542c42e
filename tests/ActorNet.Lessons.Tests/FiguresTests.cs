namespace ActorNet.Lessons.Tests;

public class FiguresTests
{
    [Fact]
    public void Numbers_are_written_alike_everywhere()
    {
        Assert.Equal("−0.5000", Figures.Of(-0.5));
        Assert.Equal("0.00", Figures.Of(-0.001, 2)); // no sign of nothing
        Assert.Equal("12,345", Figures.Of(12_345));
        Assert.Equal("−7", Figures.Of(-7));
        Assert.Equal("2.25e−39", Figures.OfAnySize(2.25e-39));
        Assert.Equal("1.20e7", Figures.OfAnySize(1.2e7));
        Assert.Equal("20.0000", Figures.OfAnySize(20));
        Assert.Equal("infinity", Figures.OfAnySize(double.PositiveInfinity));
        Assert.Equal("not a number", Figures.OfAnySize(double.NaN));
        Assert.Equal("95.23 %", Figures.Percent(0.9523));
        Assert.Equal("(1.0, −0.5)", Figures.Vector([1, -0.5f], 1));
    }
}
