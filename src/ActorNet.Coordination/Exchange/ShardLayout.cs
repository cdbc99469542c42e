using ActorNet.Learning.Networks;

namespace ActorNet.Coordination.Exchange;

/// <summary>
/// The division of a network's parameters into one shard for each member of an exchange. The parameters are cut into buckets, and a shard is
/// an equal piece of every bucket. Each bucket is a frame of its own, so that the first are passed on while the last are on their way.
/// </summary>
internal sealed class ShardLayout
{
    /// <summary>Parameters of a bucket: 1 MiB, unless there would be too many.</summary>
    private const int BucketParameters = 256 * 1024;

    /// <summary>Far fewer than the frames that may wait for the other side of a link.</summary>
    private const int MaxBuckets = 16;

    /// <summary>Whole cache lines.</summary>
    private const int Alignment = 16;

    private readonly ParameterRange[][] _shards; // by member and bucket

    public ShardLayout(int parameterCount, int members)
    {
        BucketCount = Math.Clamp(parameterCount / BucketParameters, 1, MaxBuckets);
        var all = new ParameterRange(0, parameterCount);
        _shards = new ParameterRange[members][];
        for (var member = 0; member < members; member++)
        {
            _shards[member] = new ParameterRange[BucketCount];
            for (var bucket = 0; bucket < BucketCount; bucket++)
                _shards[member][bucket] = Piece(Piece(all, bucket, BucketCount), member, members);
        }
    }

    public int BucketCount { get; }

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

    /// <summary>One of <paramref name="count"/> pieces of a range, equal within a cache line.</summary>
    private static ParameterRange Piece(ParameterRange range, int index, int count)
    {
        var start = Cut(index);
        return new ParameterRange(range.Start + start, Cut(index + 1) - start);

        int Cut(int at) => at == count ? range.Length : (int)((long)range.Length * at / count) / Alignment * Alignment;
    }
}
