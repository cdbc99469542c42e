using ActorNet.Cli.Arguments;

namespace ActorNet.Cli.Tests.Arguments;

public class SuggestionsTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("abc", "", 3)]
    [InlineData("relu", "rleu", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Edit_distance_counts_edits_and_swaps(string a, string b, int distance)
    {
        Assert.Equal(distance, Suggestions.EditDistance(a, b));
        Assert.Equal(distance, Suggestions.EditDistance(b, a));
    }

    [Fact]
    public void Nearest_word_is_offered_only_where_it_is_near()
    {
        string[] words = ["sigmoid", "tanh", "relu"];
        Assert.Equal("relu", Suggestions.Nearest("ReUl", words));
        Assert.Null(Suggestions.Nearest("banana", words));
    }
}
