using System.Runtime.InteropServices;
using ActorNet.Coordination.Exchange;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Protocol;

namespace ActorNet.Computing.Exchange;

/// <summary>
/// The buffers of one worker in an exchange, and what is missing in them. Guarded by its <see cref="PeerExchange"/>, except for ranges
/// that one thread is filling.
/// </summary>
internal sealed class WorkerExchange
{
    [ThreadStatic]
    private static TreeScratch? _scratch; // per thread: one for each peer sums

    private readonly bool[] _hasParameters; // by member and bucket
    private readonly bool[] _hasGradient;
    private readonly int[] _uncomputed; // by member and bucket: numbers of this worker's gradient
    private readonly int[] _missingParameters; // by bucket
    private readonly int[] _missingGradients; // by bucket
    private readonly ParameterRange[][] _sumRanges; // by bucket
    private readonly PartialGradient[] _gradients; // each member's sums of this worker's shard
    private readonly GradientTree _tree = new();
    private int _unsummedBuckets;
    private int _uncomputedNumbers;

    public WorkerExchange(ExchangePlan plan, int self)
    {
        (Plan, Self) = (plan, self);
        Parameters = GC.AllocateUninitializedArray<float>(plan.ParameterCount);
        ShardLength = plan.Shards.LengthOf(self);
        var members = plan.Members.Length;
        _hasParameters = new bool[members * plan.Shards.BucketCount];
        _hasGradient = new bool[members * plan.Shards.BucketCount];
        _uncomputed = new int[members * plan.Shards.BucketCount];
        _missingParameters = new int[plan.Shards.BucketCount];
        _missingGradients = new int[plan.Shards.BucketCount];
        _gradients = new PartialGradient[members];
        _tree.Begin(plan.Slices, plan.SliceCount);
        for (var member = 0; member < members; member++)
        {
            _gradients[member] = new PartialGradient(ShardLength);
            _gradients[member].Begin(plan.Members[member].Slices, plan.SliceCount);
            _tree.Add(_gradients[member]);
        }

        _tree.Complete();
        Sums = GC.AllocateUninitializedArray<float>(_tree.RootCount * ShardLength);
        _sumRanges = [.. Enumerable.Range(0, plan.Shards.BucketCount).Select(bucket => RangesInSums(plan.Shards.InShard(self, bucket)))];
    }

    public ExchangePlan Plan { get; }

    /// <summary>This worker's index among the members.</summary>
    public int Self { get; }

    public SliceRange Slices => Plan.Members[Self].Slices;

    public long Number { get; private set; }

    public RoundId Round { get; private set; }

    /// <summary>[ParameterCount]; those of which <see cref="HasParameters(ParameterRange)"/> are there.</summary>
    public float[] Parameters { get; }

    public int ShardLength { get; }

    /// <summary>For each of the largest nodes of all members' slices, from left to right, the sum of this worker's shard.</summary>
    public float[] Sums { get; }

    /// <summary>Frames that are being read into the buffers.</summary>
    public int Readers { get; set; }

    /// <summary>Whether the coordinator wants <see cref="HashesOfReceived"/> and <see cref="HashesOfSent"/>.</summary>
    public bool IsAudited { get; private set; }

    /// <summary>Whether all of this worker's gradient is computed, and on its way to the peers.</summary>
    public bool IsContributed => _uncomputedNumbers == 0;

    /// <summary>Whether the coordinator has an answer that says so, or that the exchange has failed.</summary>
    public bool IsShareAnswered { get; set; }

    public bool IsSummed { get; private set; }

    public bool IsComplete => IsContributed && IsSummed;

    public bool IsFailed { get; set; }

    /// <summary>
    /// Whether the coordinator gave it up, even if it is complete here: frames may still wait for a slow peer, so what they send must stay as it is.
    /// </summary>
    public bool IsAbandoned { get; set; }

    /// <summary>Whether its failure is reported to the coordinator.</summary>
    public bool IsFailureSent { get; set; }

    /// <summary>Prepares the buffers for another exchange of the same plan.</summary>
    public void Begin(long number, RoundId round, bool isAudited)
    {
        (Number, Round, IsAudited) = (number, round, isAudited);
        (IsShareAnswered, IsSummed, IsFailureSent) = (false, ShardLength == 0, false);
        (IsFailed, IsAbandoned) = (false, false);
        (_unsummedBuckets, _uncomputedNumbers) = (0, Plan.ParameterCount);
        var members = Plan.Members.Length;
        for (var bucket = 0; bucket < Plan.Shards.BucketCount; bucket++)
        {
            var isOwned = RangeOf(Self, bucket).Length > 0;
            _missingGradients[bucket] = isOwned ? members : 0;
            _unsummedBuckets += isOwned ? 1 : 0;
            _missingParameters[bucket] = 0;
            for (var member = 0; member < members; member++)
            {
                var (index, length) = (Index(member, bucket), RangeOf(member, bucket).Length);
                _hasParameters[index] = length == 0;
                _hasGradient[index] = !isOwned;
                _uncomputed[index] = length;
                _missingParameters[bucket] += length == 0 ? 0 : 1;
            }
        }
    }

    public ParameterRange RangeOf(int member, int bucket) => Plan.Shards.Shard(member)[bucket];

    public bool HasParameters(int member, int bucket) => _hasParameters[Index(member, bucket)];

    public bool HasGradient(int member, int bucket) => _hasGradient[Index(member, bucket)];

    /// <summary>Whether all buckets of a range of the parameters are there.</summary>
    public bool HasParameters(ParameterRange range)
    {
        for (var bucket = 0; bucket < _missingParameters.Length; bucket++)
            if (_missingParameters[bucket] > 0 && Overlap(Plan.Shards.Bucket(bucket), range) > 0)
                return false;
        return true;
    }

    /// <summary>Records a bucket of a member's shard, once.</summary>
    /// <returns>Whether the bucket is complete now.</returns>
    public bool RecordParameters(int member, int bucket)
    {
        if (HasParameters(member, bucket))
            return false;
        _hasParameters[Index(member, bucket)] = true;
        return --_missingParameters[bucket] == 0;
    }

    /// <summary>Records that a range of this worker's gradient is computed; it is counted for a member's bucket.</summary>
    /// <returns>Whether the member's bucket is complete now.</returns>
    public bool RecordComputed(int member, int bucket, ParameterRange range)
    {
        var length = Overlap(RangeOf(member, bucket), range);
        if (length <= 0)
            return false;
        _uncomputedNumbers -= length;
        return (_uncomputed[Index(member, bucket)] -= length) == 0;
    }

    /// <summary>Records a bucket, once.</summary>
    /// <returns>Whether it has now arrived from all members, and can be summed.</returns>
    public bool RecordGradient(int member, int bucket)
    {
        if (HasGradient(member, bucket))
            return false;
        _hasGradient[Index(member, bucket)] = true;
        return --_missingGradients[bucket] == 0;
    }

    /// <returns>Whether the whole shard is summed now.</returns>
    public bool RecordSummed() => IsSummed = --_unsummedBuckets == 0;

    /// <summary>The ranges of <see cref="Sums"/> that a bucket has, one for each node.</summary>
    public ParameterRange[] SumsOf(int bucket) => _sumRanges[bucket];

    public int NodesOf(int member) => _gradients[member].NodeCount;

    /// <summary>Where a member's sum of a bucket of this worker's shard belongs, for each node of its slices.</summary>
    public Span<float> GradientOf(int member, int node, int bucket)
    {
        var range = Plan.Shards.InShard(Self, bucket);
        return _gradients[member].Sum(node).AsSpan(range.Start, range.Length);
    }

    /// <summary>Adds a bucket of the shard over all members, in the order of the tree.</summary>
    public void Sum(int bucket)
    {
        var range = Plan.Shards.InShard(Self, bucket);
        var scratch = _scratch ??= new TreeScratch();
        for (var root = 0; root < _tree.RootCount; root++)
        {
            for (var start = range.Start; start < range.End; start += GradientTree.ChunkElements)
            {
                var length = Math.Min(GradientTree.ChunkElements, range.End - start);
                _tree.Sum(root, start, length, scratch).CopyTo(Sums.AsSpan(root * ShardLength + start));
            }
        }
    }

    /// <summary>The <see cref="PartHashes"/> of this worker's sums of each member's shard; empty if the exchange is not audited.</summary>
    public byte[] HashesOfSent(PartialGradient gradient) => IsAudited ? HashesOf(gradient) : [];

    /// <summary>The hashes of each member's sums of this worker's shard; empty if the exchange is not audited.</summary>
    public byte[] HashesOfReceived() =>
        IsAudited ? Bytes(Plan.Members.Length, member => PartHashes.Of(_gradients[member], [new ParameterRange(0, ShardLength)])) : [];

    /// <summary>
    /// The peers of which something has not arrived: parameters, or if all of these have, sums. A worker that has not computed its own sums
    /// cannot miss any.
    /// </summary>
    public int[] MissingPeers()
    {
        var missing = new List<int>();
        var hasParameters = HasParameters(new ParameterRange(0, Plan.ParameterCount));
        if (hasParameters && !IsContributed)
            return [];
        var has = hasParameters ? _hasGradient : _hasParameters;
        for (var member = 0; member < Plan.Members.Length; member++)
        {
            if (member != Self && has.AsSpan(Index(member, 0), Plan.Shards.BucketCount).Contains(false))
                missing.Add(Plan.Members[member].Worker);
        }

        return [.. missing];
    }

    private static int Overlap(ParameterRange one, ParameterRange other) =>
        Math.Min(one.End, other.End) - Math.Max(one.Start, other.Start);

    private ParameterRange[] RangesInSums(ParameterRange inShard) =>
        [.. Enumerable.Range(0, _tree.RootCount).Select(root => inShard with { Start = root * ShardLength + inShard.Start })];

    private byte[] HashesOf(PartialGradient gradient) =>
        Bytes(Plan.Members.Length, member => PartHashes.Of(gradient, Plan.Shards.Shard(member)));

    private static byte[] Bytes(int count, Func<int, UInt128> hashOf) =>
        MemoryMarshal.AsBytes(Enumerable.Range(0, count).Select(hashOf).ToArray().AsSpan()).ToArray();

    private int Index(int member, int bucket) => member * Plan.Shards.BucketCount + bucket;
}
