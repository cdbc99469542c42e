using System.Numerics;
using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Tests.Numerics;

/// <summary>
/// Tests of the distributions. Seeds are fixed, so a test passes always or never; the limits are those of chance at 1 in 1,000.
/// </summary>
public class SeededRandomStatisticsTests
{
    private const int Draws = 200_000;

    [Theory]
    [InlineData(2, 10.83)]
    [InlineData(3, 13.82)]
    [InlineData(10, 27.88)]
    [InlineData(101, 149.45)]
    public void NextInt_is_uniform_below_its_bound(int bound, double chiSquareLimit)
    {
        var random = new SeededRandom(5, RandomPurpose.SampleOrder, 1);
        var counts = new int[bound];
        for (var i = 0; i < Draws; i++)
            counts[random.NextInt(bound)]++;

        AssertUniform(counts, chiSquareLimit);
    }

    [Fact]
    public void NextInt_is_uniform_where_a_32_bit_remainder_would_not_be()
    {
        const int bound = 3 << 29; // 2^32 is 2 2/3 times this: a remainder would fall twice as often into the lower third
        var random = new SeededRandom(5, RandomPurpose.SampleOrder, 1);
        var counts = new int[3];
        for (var i = 0; i < Draws; i++)
            counts[random.NextInt(bound) >> 29]++;

        AssertUniform(counts, 13.82);
    }

    [Fact]
    public void NextInt_of_bound_1_is_always_0()
    {
        var random = new SeededRandom(5, RandomPurpose.SampleOrder, 1);
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(0, random.NextInt(1)));
    }

    [Fact]
    public void NextFloat_is_uniform_from_0_to_below_1()
    {
        var random = new SeededRandom(6, RandomPurpose.Initialization, 0);
        var counts = new int[64];
        for (var i = 0; i < Draws; i++)
        {
            var x = random.NextFloat();
            counts[(int)(x * 64)]++; // throws if x is out of range
        }

        AssertUniform(counts, 103.4);
    }

    [Fact]
    public void NextSymmetricFloat_is_twice_NextFloat_less_1()
    {
        var floats = new SeededRandom(6, RandomPurpose.Initialization, 0);
        var symmetric = new SeededRandom(6, RandomPurpose.Initialization, 0);
        for (var i = 0; i < 1000; i++)
            Assert.Equal(2.0 * floats.NextFloat() - 1.0, symmetric.NextSymmetricFloat());
    }

    [Fact]
    public void NextNormal_has_the_moments_of_the_standard_normal_distribution()
    {
        var random = new SeededRandom(7, RandomPurpose.Initialization, 0);
        var (sum1, sum2, sum3, sum4, beyond2) = (0.0, 0.0, 0.0, 0.0, 0);
        for (var i = 0; i < Draws; i++)
        {
            double x = random.NextNormal();
            sum1 += x;
            sum2 += x * x;
            sum3 += x * x * x;
            sum4 += x * x * x * x;
            beyond2 += Math.Abs(x) > 2 ? 1 : 0;
        }

        // Standard errors of the means of x, x², x³, x⁴: sqrt of 1, 2, 15, 96 over the number of draws.
        AssertMean(0, sum1, 1);
        AssertMean(1, sum2, 2);
        AssertMean(0, sum3, 15);
        AssertMean(3, sum4, 96);
        AssertMean(0.0455003, beyond2, 0.0455003 * (1 - 0.0455003));
    }

    [Fact]
    public void Normal_numbers_of_a_pair_are_uncorrelated()
    {
        var random = new SeededRandom(8, RandomPurpose.Initialization, 0);
        var products = 0.0;
        for (var i = 0; i < Draws; i++)
            products += (double)random.NextNormal() * random.NextNormal();

        AssertMean(0, products, 1);
    }

    [Fact]
    public void Streams_that_differ_in_seed_purpose_or_index_share_no_numbers()
    {
        var seen = new HashSet<ulong>();
        foreach (var seed in new[] { 0UL, 1UL, 2UL, 1UL << 32, ulong.MaxValue })
        {
            foreach (var purpose in Enum.GetValues<RandomPurpose>())
            {
                for (var index = 0U; index < 500; index++)
                {
                    var random = new SeededRandom(seed, purpose, index);
                    if (!seen.Add(random.NextBits()) || !seen.Add(random.NextBits()))
                        Assert.Fail($"({seed}, {purpose}, {index}) repeats another stream");
                }
            }
        }
    }

    [Fact]
    public void Neighbouring_streams_differ_in_half_of_their_bits()
    {
        const int pairs = 2000;
        const int words = 8;
        var differing = 0.0;
        for (var index = 0U; index < pairs; index++)
        {
            var left = new SeededRandom(9, RandomPurpose.SampleOrder, index);
            var right = new SeededRandom(9, RandomPurpose.SampleOrder, index + 1);
            for (var i = 0; i < words; i++)
                differing += BitOperations.PopCount(left.NextBits() ^ right.NextBits());
        }

        AssertMean(32, differing, 16, pairs * words);
    }

    /// <summary>
    /// Asserts that the sum of draws of the given mean and variance is within 3.29 standard errors: fails by chance once in 1,000.
    /// </summary>
    private static void AssertMean(double expected, double sum, double variance, int draws = Draws)
    {
        var limit = 3.29 * Math.Sqrt(variance / draws);
        Assert.InRange(sum / draws, expected - limit, expected + limit);
    }

    private static void AssertUniform(int[] counts, double chiSquareLimit)
    {
        var expected = counts.Sum() / (double)counts.Length;
        var chiSquare = counts.Sum(count => (count - expected) * (count - expected) / expected);
        Assert.True(chiSquare < chiSquareLimit, $"chi-square is {chiSquare:F2}, the limit is {chiSquareLimit}");
    }
}
