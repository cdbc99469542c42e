using ActorNet.Learning.Numerics;

namespace ActorNet.Data.Csv;

/// <summary>
/// The split of n rows: a Fisher-Yates shuffle (for i = n-1 down to 1, swap i with a uniform j in 0 .. i) with the random
/// stream (seed 0, DataSplit, index 0). The first ceil(n / 5) rows are the test set; the rest, in shuffled order, the
/// training set. The split depends on n alone and is the same in every run.
/// </summary>
internal sealed record TrainTestSplit(int[] Train, int[] Test)
{
    public static TrainTestSplit Of(int count)
    {
        var random = new SeededRandom(0, RandomPurpose.DataSplit, 0);
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = count - 1; i > 0; i--)
        {
            var j = random.NextInt(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        var testCount = (count + 4) / 5;
        return new TrainTestSplit(order[testCount..], order[..testCount]);
    }
}
