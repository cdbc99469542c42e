using ActorNet.Learning.Networks;

namespace ActorNet.Coordination.Exchange;

/// <summary>
/// The division of a network's parameters into one shard for each member of an exchange. The parameters are cut into buckets, and a shard is
/// an equal piece of every bucket. Each bucket is a frame of its own, so that the first are passed on, or computed, while the last are on
/// their way. Buckets end with a layer where that makes none much larger: a layer's parameters are there when its buckets are.
/// </summary>
internal sealed class ShardLayout
{
    /// <summary>Parameters of a bucket: half a MiB, unless there would be too many.</summary>
    private const int BucketParameters = 128 * 1024;

    /// <summary>Far fewer than the frames that may wait for the other side of a link.</summary>
    private const int MaxBuckets = 16;

    /// <summary>Whole cache lines.</summary>
    private const int Alignment = 16;

    private readonly ParameterRange[][] _shards; // by member and bucket

    private readonly ParameterRange[] _buckets;

    public ShardLayout(ParameterLayout layout, int members)
    {
        _buckets = BucketsOf(layout);
        _shards = [.. Enumerable.Range(0, members).Select(
            member => Array.ConvertAll(_buckets, bucket => Piece(bucket, member, members)))];
    }

    public int BucketCount => _buckets.Length;

    /// <summary>The parameters of a bucket, which are those of its pieces in the order of the members.</summary>
    public ParameterRange Bucket(int bucket) => _buckets[bucket];

    /// <summary>A member's shard: a range, possibly empty, for each bucket.</summary>
    public ParameterRange[] Shard(int member) => _shards[member];

    /// <summary>The number of parameters of a member's shard.</summary>
    public int LengthOf(int member) => _shards[member].Sum(range => range.Length);

    /// <summary>The place of a bucket within a member's shard, whose ranges follow each other.</summary>
    public ParameterRange InShard(int member, int bucket)
    {
        var start = 0;
        for (var i = 0; i < bucket; i++)
            start += _shards[member][i].Length;
        return new ParameterRange(start, _shards[member][bucket].Length);
    }

    private static ParameterRange[] BucketsOf(ParameterLayout layout)
    {
        var all = new ParameterRange(0, layout.ParameterCount);
        var buckets = new ParameterRange[Math.Clamp(layout.ParameterCount / BucketParameters, 1, MaxBuckets)];
        var start = 0;
        for (var bucket = 0; bucket < buckets.Length; bucket++)
        {
            var even = Piece(all, bucket, buckets.Length);
            var end = bucket == buckets.Length - 1 ? all.End : EndNear(layout, even.End, even.Length / 2);
            buckets[bucket] = new ParameterRange(start, end - start);
            start = end;
        }

        return buckets;
    }

    /// <summary>The end of a layer that is nearer to <paramref name="end"/> than a distance; that end itself if there is none.</summary>
    private static int EndNear(ParameterLayout layout, int end, int distance)
    {
        var nearest = end;
        foreach (var layer in layout.Layers)
            if (Math.Abs(layer.Range.End - end) is var apart && apart < distance)
                (nearest, distance) = (layer.Range.End, apart);
        return nearest;
    }

    /// <summary>One of <paramref name="count"/> pieces of a range, equal within a cache line.</summary>
    private static ParameterRange Piece(ParameterRange range, int index, int count)
    {
        var start = Cut(index);
        return new ParameterRange(range.Start + start, Cut(index + 1) - start);

        int Cut(int at) => at == count ? range.Length : (int)((long)range.Length * at / count) / Alignment * Alignment;
    }
}
