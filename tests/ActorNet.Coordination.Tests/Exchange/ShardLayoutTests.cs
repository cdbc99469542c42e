using ActorNet.Coordination.Exchange;
using ActorNet.Learning.Networks;
using CsCheck;

namespace ActorNet.Coordination.Tests.Exchange;

public class ShardLayoutTests
{
    [Fact]
    public void Every_parameter_is_in_one_shard() =>
        Gen.Select(Gen.Int[1, 1500].Array[2, 6], Gen.Int[2, 20]).Sample((widths, members) =>
        {
            var layout = LayoutOf(widths);
            var parameters = layout.ParameterCount;
            var shards = new ShardLayout(layout, members);
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

            for (var bucket = 0; bucket < shards.BucketCount; bucket++)
            {
                Assert.Equal(bucket == 0 ? 0 : shards.Bucket(bucket - 1).End, shards.Bucket(bucket).Start);
                Assert.Equal(shards.Bucket(bucket).Length, Enumerable.Range(0, members).Sum(member => shards.Shard(member)[bucket].Length));
            }
        }, iter: 500, threads: 1);

    [Fact]
    public void Shards_are_equal_within_a_cache_line_per_bucket()
    {
        var shards = new ShardLayout(LayoutOf(784, 1024, 1024, 10), 8);
        var lengths = Enumerable.Range(0, 8).Select(shards.LengthOf).ToList();
        Assert.InRange(lengths.Max() - lengths.Min(), 0, 4 * 16 * shards.BucketCount);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 784, 128, 64, 10)]
    [InlineData(4, 600, 999, 1)]
    [InlineData(14, 784, 1024, 1024, 10)]
    [InlineData(16, 10_000, 10_000, 1)]
    public void Buckets_are_half_a_mebibyte_or_more_and_few(int buckets, params int[] widths) =>
        Assert.Equal(buckets, new ShardLayout(LayoutOf(widths), 2).BucketCount);

    [Fact]
    public void Bucket_ends_with_a_layer_that_ends_near_it()
    {
        var layout = LayoutOf(784, 1024, 1024, 10);
        var shards = new ShardLayout(layout, 4);
        Assert.Contains(layout.Layers[0].Range.End, Enumerable.Range(0, shards.BucketCount).Select(bucket => shards.Bucket(bucket).End));
        Assert.All(
            Enumerable.Range(0, shards.BucketCount), bucket => Assert.InRange(shards.Bucket(bucket).Length, 128 * 1024 / 2, 128 * 1024 * 3 / 2));
    }

    private static ParameterLayout LayoutOf(params int[] widths) =>
        ParameterLayout.Of(NetworkSpec.Parse(string.Join('-', widths.Length > 1 ? widths : [.. widths, 1])));
}
