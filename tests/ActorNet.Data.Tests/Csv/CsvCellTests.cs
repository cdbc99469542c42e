using System.Globalization;
using ActorNet.Data.Csv;
using ActorNet.Learning.Numerics;

namespace ActorNet.Data.Tests.Csv;

public sealed class CsvCellTests
{
    [Fact]
    public void Integers_of_every_length_are_parsed_like_double_Parse()
    {
        var random = new SeededRandom(4, RandomPurpose.Generation, 0);
        for (var length = 1; length <= 25; length++)
        {
            for (var round = 0; round < 50; round++)
            {
                var text = string.Concat(Enumerable.Range(0, length).Select(_ => (char)('0' + random.NextInt(10))));
                Assert.True(CsvCell.TryParse(text, out var value));
                Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), value);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("1 2")]
    [InlineData("1,000")]
    [InlineData("\n1")]
    [InlineData("--1")]
    [InlineData("(1)")]
    [InlineData("1:2")]
    [InlineData("1/")]
    public void Invalid_number_is_rejected(string text) => Assert.False(CsvCell.TryParse(text, out _));
}
