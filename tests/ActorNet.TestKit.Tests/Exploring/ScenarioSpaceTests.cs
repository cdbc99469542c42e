using ActorNet.Learning;
using ActorNet.TestKit.Exploring;

namespace ActorNet.TestKit.Tests.Exploring;

public class ScenarioSpaceTests
{
    [Fact]
    public void Workers_are_between_the_fewest_and_the_most()
    {
        var space = new ScenarioSpace { FewestWorkers = 2, MaxWorkers = 4 };
        Assert.Equal([2, 3, 4], Enumerable.Range(0, 200).Select(seed => space.Draw((ulong)seed).Workers).Distinct().Order());
        Assert.Equal(3, new ScenarioSpace { FewestWorkers = 3, MaxWorkers = 3 }.Draw(1).Workers);
    }

    [Theory]
    [InlineData(0, 5, "Fewest workers is 0; allowed is a whole number from 1 to 4096.")]
    [InlineData(3, 2, "Max workers is 2; allowed is a whole number from 3 to 4096.")]
    [InlineData(1, 5000, "Max workers is 5000; allowed is a whole number from 1 to 4096.")]
    public void Workers_that_cannot_be_are_rejected(int fewest, int most, string sentence) => Assert.Equal(
        sentence, Assert.Throws<InvalidInputException>(() => new ScenarioSpace { FewestWorkers = fewest, MaxWorkers = most }.Draw(0)).Message);
}
