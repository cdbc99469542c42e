using ActorNet.Coordination.Exchange;
using CsCheck;

namespace ActorNet.Coordination.Tests.Exchange;

public class ShardLayoutTests
{
    [Fact]
    public void Every_parameter_is_in_one_shard() =>
        Gen.Select(Gen.Int[1, 3_000_000], Gen.Int[2, 20]).Sample((parameters, members) =>
        {
            var shards = new ShardLayout(parameters, members);
            var ranges = Enumerable.Range(0, members).SelectMany(shards.Shard).Where(range => range.Length > 0).OrderBy(range => range.Start);
            var end = 0;
            foreach (var range in ranges)
            {
                Assert.Equal(end, range.Start);
                end = range.End;
            }

            Assert.Equal(parameters, end);
            Assert.Equal(parameters, Enumerable.Range(0, members).Sum(shards.LengthOf));
            for (var member = 0; member < members; member++)
            {
                var inShard = Enumerable.Range(0, shards.BucketCount).Select(bucket => shards.InShard(member, bucket)).ToList();
                Assert.Equal(0, inShard[0].Start);
                Assert.Equal(shards.LengthOf(member), inShard[^1].End);
            }
        }, iter: 500, threads: 1);

    [Fact]
    public void Shards_are_equal_within_a_cache_line_per_bucket()
    {
        var shards = new ShardLayout(1_863_690, 8);
        var lengths = Enumerable.Range(0, 8).Select(shards.LengthOf).ToList();
        Assert.InRange(lengths.Max() - lengths.Min(), 0, 4 * 16 * shards.BucketCount);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(109_386, 1)]
    [InlineData(600_000, 2)]
    [InlineData(1_863_690, 7)]
    [InlineData(100_000_000, 16)]
    public void Buckets_are_a_mebibyte_or_more_and_few(int parameters, int buckets) =>
        Assert.Equal(buckets, new ShardLayout(parameters, 2).BucketCount);
}
