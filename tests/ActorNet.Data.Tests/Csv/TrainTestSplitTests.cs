using ActorNet.Data.Csv;

namespace ActorNet.Data.Tests.Csv;

public sealed class TrainTestSplitTests
{
    [Fact]
    public void Every_row_is_in_one_part_and_a_fifth_rounded_up_is_test()
    {
        for (var count = 1; count <= 100; count++)
        {
            var split = TrainTestSplit.Of(count);
            Assert.Equal((int)Math.Ceiling(count / 5.0), split.Test.Length);
            Assert.Equal(Enumerable.Range(0, count), split.Train.Concat(split.Test).Order());
        }
    }

    [Fact]
    public void Split_matches_an_independent_reference()
    {
        var split = TrainTestSplit.Of(10);
        // From an independent implementation of the documented algorithm.
        Assert.Equal([6, 0], split.Test);
        Assert.Equal([1, 7, 8, 4, 9, 3, 5, 2], split.Train);
    }
}
