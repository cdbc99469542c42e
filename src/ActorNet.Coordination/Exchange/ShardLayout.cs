using ActorNet.Learning.Networks;

namespace ActorNet.Coordination.Exchange;

/// <summary>
/// The division of a network's parameters into one shard for each member of an exchange. Layers are grouped into buckets, which are sent
/// as soon as they are computed; a shard is an equal piece of every bucket.
/// </summary>
internal sealed class ShardLayout
{
    /// <summary>Small layers share a bucket: 64 KiB take about as long on the wire as a frame's own cost.</summary>
    public const int MinBucketParameters = 16 * 1024;

    /// <summary>Whole cache lines.</summary>
    private const int Alignment = 16;

    private readonly List<ParameterRange> _buckets = []; // first layers first
    private readonly List<int> _firstLayers = []; // of each bucket
    private readonly ParameterRange[][] _shards; // by member and bucket

    public ShardLayout(ParameterLayout layout, int members)
    {
        AddBuckets(layout);
        _shards = [.. Enumerable.Range(0, members).Select(member => _buckets.Select(bucket => Piece(bucket, member, members)).ToArray())];
    }

    public int BucketCount => _buckets.Count;

    /// <summary>The bucket whose first layer this is; -1 if there is none. Its gradient is complete once this layer's is.</summary>
    public int BucketStartingAt(int layer) => _firstLayers.IndexOf(layer);

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

    private void AddBuckets(ParameterLayout layout)
    {
        var end = layout.ParameterCount;
        for (var layer = layout.Layers.Length - 1; layer >= 0; layer--)
        {
            var start = layout.Layers[layer].WeightOffset;
            if (layer > 0 && (end - start < MinBucketParameters || start < MinBucketParameters))
                continue;
            _buckets.Insert(0, new ParameterRange(start, end - start));
            _firstLayers.Insert(0, layer);
            end = start;
        }
    }

    private static ParameterRange Piece(ParameterRange bucket, int member, int members)
    {
        var start = Cut(member);
        return new ParameterRange(bucket.Start + start, Cut(member + 1) - start);

        int Cut(int index) =>
            index == members ? bucket.Length : (int)((long)bucket.Length * index / members) / Alignment * Alignment;
    }
}
