using ActorNet.Data.Csv;

namespace ActorNet.Data.Tests.Csv;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("mnits", "mnist", 1)]
    [InlineData("ca", "abc", 3)]
    public void EditDistance_counts_edits_and_adjacent_transpositions(string a, string b, int expected)
    {
        Assert.Equal(expected, NearestName.EditDistance(a, b));
        Assert.Equal(expected, NearestName.EditDistance(b, a));
    }

    [Theory]
    [InlineData("mnits", "mnist")]
    [InlineData("MNIST", "mnist")]
    [InlineData("digit", "digits")]
    [InlineData("aut", "auto")]
    [InlineData("cifar10", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void Only_a_near_name_is_suggested(string name, string? expected) =>
        Assert.Equal(expected, NearestName.Find(name, ["auto", "mnist", "digits"]));
}
