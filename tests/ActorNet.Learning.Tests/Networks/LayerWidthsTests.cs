using ActorNet.Learning.Networks;
using CsCheck;

namespace ActorNet.Learning.Tests.Networks;

public class LayerWidthsTests
{
    [Fact]
    public void Widths_round_trip_through_text() =>
        Gen.Int[1, 1_000_000].Array[2, 8].Sample(widths =>
        {
            var parsed = LayerWidths.Parse(string.Join('-', widths));
            Assert.Equal(widths, Enumerable.Range(0, parsed.Count).Select(i => parsed[i]));
            Assert.Equal(string.Join('-', widths), parsed.ToString());
            Assert.Equal(new LayerWidths(widths), parsed);
            Assert.Equal(new LayerWidths(widths).GetHashCode(), parsed.GetHashCode());
        }, iter: 200, threads: 1);

    [Theory]
    [InlineData("")]
    [InlineData("784-")]
    [InlineData("-784-10")]
    [InlineData("784--10")]
    [InlineData("784x10")]
    [InlineData("784-ten")]
    [InlineData("+784-10")]
    [InlineData("784 - 10")]
    [InlineData("784-1e2")]
    [InlineData("784-99999999999")]
    public void Malformed_text_is_rejected(string text) => AssertRejected(text, "whole numbers joined by '-'");

    [Theory]
    [InlineData("784")]
    [InlineData("1")]
    public void A_single_layer_is_rejected(string text) => AssertRejected(text, "a list of at least two widths");

    [Theory]
    [InlineData("0-10")]
    [InlineData("784-0-10")]
    [InlineData("784-1000001")]
    public void A_width_out_of_range_is_rejected(string text) => AssertRejected(text, "a list of widths from 1 to 1,000,000");

    [Fact]
    public void A_negative_width_is_rejected() =>
        Assert.Contains(
            "a list of widths from 1 to 1,000,000", Assert.Throws<InvalidInputException>(() => new LayerWidths(3, -1)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Different_widths_are_not_equal()
    {
        Assert.NotEqual(new LayerWidths(3, 4), new LayerWidths(4, 3));
        Assert.NotEqual(new LayerWidths(3, 4), new LayerWidths(3, 4, 4));
        Assert.False(new LayerWidths(3, 4).Equals(null));
    }

    [Fact]
    public void Widths_are_copied_from_the_array()
    {
        int[] widths = [3, 4];
        var layers = new LayerWidths(widths);
        widths[0] = 5;
        Assert.Equal(3, layers[0]);
    }

    [Theory]
    [InlineData("784-128-10", 101_770)]
    [InlineData("1-1", 2)]
    [InlineData("1000000-1000000", 1_000_001_000_000)]
    public void ParameterCount_counts_weights_and_biases_of_all_layers(string text, long expected) =>
        Assert.Equal(expected, LayerWidths.Parse(text).ParameterCount);

    private static void AssertRejected(string text, string why)
    {
        var message = Assert.Throws<InvalidInputException>(() => LayerWidths.Parse(text)).Message;
        Assert.Contains(text.Length == 0 ? "Network is empty" : $"Network is '{text}'", message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }
}
