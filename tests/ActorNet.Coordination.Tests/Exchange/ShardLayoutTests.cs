using ActorNet.Coordination.Exchange;
using ActorNet.Learning.Networks;
using CsCheck;

namespace ActorNet.Coordination.Tests.Exchange;

public class ShardLayoutTests
{
    [Fact]
    public void Every_parameter_is_in_one_shard() =>
        Gen.Select(Gen.Int[1, 400].Array[2, 6], Gen.Int[2, 20]).Sample((widths, members) =>
        {
            var layout = ParameterLayout.Of(NetworkSpec.Parse(string.Join('-', widths)));
            var shards = new ShardLayout(layout, members);
            var ranges = Enumerable.Range(0, members).SelectMany(shards.Shard).Where(range => range.Length > 0).OrderBy(range => range.Start);
            var end = 0;
            foreach (var range in ranges)
            {
                Assert.Equal(end, range.Start);
                end = range.End;
            }

            Assert.Equal(layout.ParameterCount, end);
            Assert.Equal(layout.ParameterCount, Enumerable.Range(0, members).Sum(shards.LengthOf));
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
        var shards = new ShardLayout(ParameterLayout.Of(NetworkSpec.Parse("784-1024-1024-10")), 8);
        Assert.Equal(2, shards.BucketCount);
        var lengths = Enumerable.Range(0, 8).Select(shards.LengthOf).ToList();
        Assert.InRange(lengths.Max() - lengths.Min(), 0, 4 * 16);
    }

    [Theory]
    [InlineData("784-1024-1024-10", new[] { 0, 1 })]
    [InlineData("784-128-64-10", new[] { 0 })]
    [InlineData("784-30-10", new[] { 0 })]
    [InlineData("200-200-200-200", new[] { 0, 1, 2 })]
    [InlineData("10-200-200-200", new[] { 0, 2 })] // the first layer is too small for a bucket of its own
    public void Buckets_are_whole_layers_of_some_size(string network, int[] firstLayers)
    {
        var layout = ParameterLayout.Of(NetworkSpec.Parse(network));
        var shards = new ShardLayout(layout, 2);
        Assert.Equal(firstLayers.Length, shards.BucketCount);
        for (var bucket = 0; bucket < firstLayers.Length; bucket++)
        {
            Assert.Equal(layout.Layers[firstLayers[bucket]].WeightOffset, shards.Shard(0)[bucket].Start);
            Assert.Equal(bucket, shards.BucketStartingAt(firstLayers[bucket]));
        }
    }
}
