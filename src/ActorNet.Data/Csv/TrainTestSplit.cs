using ActorNet.Learning.Numerics;

namespace ActorNet.Data.Csv;

/// <summary>
/// The split of n rows: they are permuted by Fisher and Yates (from the end: for i = n-1 down to 1 swap i with a uniform
/// j in 0 .. i) with the random stream (seed 0, DataSplit, index 0). The first ceil(n / 5) are for testing, the others, in
/// permuted order, for training. So it depends on n alone, and is the same in every run.
/// </summary>
/// <param name="Train">The rows to learn from, in order.</param>
/// <param name="Test">The rows to measure with, in order.</param>
internal sealed record TrainTestSplit(int[] Train, int[] Test)
{
    /// <summary>Splits the rows 0 .. count - 1.</summary>
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
