using ActorNet.Coordination.Exchange;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;

namespace ActorNet.Computing.Exchange;

/// <summary>A frame of a peer that is being read: call <see cref="PeerExchange.Complete"/> or <see cref="PeerExchange.Cancel"/>.</summary>
internal readonly record struct Reception(WorkerExchange Exchange, int Member, int Bucket, bool IsGradient)
{
    /// <summary>The number of segments of the payload.</summary>
    public int SegmentCount => IsGradient ? Exchange.NodesOf(Member) : 1;

    public Span<float> Segment(int index)
    {
        if (IsGradient)
            return Exchange.GradientOf(Member, index, Bucket);
        var range = Exchange.RangeOf(Member, Bucket);
        return Exchange.Parameters.AsSpan(range.Start, range.Length);
    }
}

/// <summary>
/// A worker's part in exchanges, one after another. In each it passes its shard of the parameters on to its peers and gets theirs
/// (all-gather), computes the gradient of its slices, sends each peer its sums of that peer's shard, and adds those that it gets
/// (reduce-scatter) in the order of the tree: the coordinator receives every shard once, added up. All of it goes bucket by bucket, so that
/// parameters arrive and sums leave while others are computed. Knows no sockets or clocks. Thread-safe: one thread begins exchanges and
/// passes parameters on, others compute, and each peer's frames arrive on a thread of their own.
/// </summary>
internal sealed class PeerExchange(IPeerLinks links)
{
    private readonly object _gate = new();
    private readonly Lock _sending = new();
    private readonly HashSet<int> _connected = [];
    private readonly List<WorkerExchange> _kept = []; // newest first
    private WorkerExchange? _current;
    private long _begun;
    private bool _isClosed;

    /// <summary>
    /// Begins an exchange, and gives up the last one, in which nothing is computed any more. The caller reads its shard into
    /// <see cref="WorkerExchange.Parameters"/>, bucket by bucket, and calls <see cref="PassOn"/> for each.
    /// </summary>
    /// <exception cref="LinkClosedException">The number is not greater than the last.</exception>
    public WorkerExchange Begin(long number, RoundId round, ExchangePlan plan, int self, bool isAudited = false)
    {
        lock (_gate)
        {
            if (number <= _begun)
                throw new LinkClosedException($"the coordinator began exchange {number} after {_begun}");
            _current = BuffersFor(plan, self);
            _current.Begin(number, round, isAudited);
            for (var member = 0; member < plan.Members.Length; member++)
                _current.IsFailed |= member != self && !_connected.Contains(plan.Members[member].Worker);
            _begun = number;
            Monitor.PulseAll(_gate);
            return _current;
        }
    }

    /// <summary>A bucket of this worker's shard of the parameters is there: passes it on to all peers.</summary>
    public void PassOn(WorkerExchange exchange, int bucket)
    {
        lock (_gate)
            RecordParameters(exchange, exchange.Self, bucket);
        var range = exchange.RangeOf(exchange.Self, bucket);
        for (var member = 0; member < exchange.Plan.Members.Length; member++)
            if (member != exchange.Self)
                links.SendParameters(exchange.Plan.Members[member].Worker, exchange.Number, bucket, exchange.Parameters, range);
    }

    /// <summary>Waits for a range of the parameters.</summary>
    /// <exception cref="OperationCanceledException">The exchange has failed, or this side was closed.</exception>
    public void Await(WorkerExchange exchange, ParameterRange parameters)
    {
        lock (_gate)
        {
            while (!exchange.IsFailed && !_isClosed && !exchange.HasParameters(parameters))
                Monitor.Wait(_gate);
            if (exchange.IsFailed || _isClosed)
                throw new OperationCanceledException($"Exchange {exchange.Number} has failed.");
        }
    }

    /// <summary>
    /// Contributes a range of the gradient of this worker's slices, which must not change in this step. A peer's bucket is sent as soon as it
    /// is complete.
    /// </summary>
    /// <exception cref="OperationCanceledException">The exchange has failed.</exception>
    public void Contribute(WorkerExchange exchange, PartialGradient gradient, ParameterRange range)
    {
        for (var bucket = 0; bucket < exchange.Plan.Shards.BucketCount; bucket++)
        {
            for (var member = 0; member < exchange.Plan.Members.Length; member++)
            {
                bool isComplete;
                lock (_gate)
                {
                    if (exchange.IsFailed)
                        throw new OperationCanceledException($"Exchange {exchange.Number} has failed.");
                    isComplete = exchange.RecordComputed(member, bucket, range);
                }

                if (isComplete)
                    Contribute(exchange, gradient, member, bucket);
            }
        }
    }

    /// <summary>
    /// The caller has contributed the whole gradient, and reported that it is computed: from now on failures are reported at once.
    /// </summary>
    public void EndShare(WorkerExchange exchange)
    {
        bool isFailed;
        lock (_gate)
        {
            exchange.IsShareAnswered = true;
            isFailed = exchange.IsFailed && !exchange.IsSummed;
        }

        if (isFailed)
            SendFailure(exchange);
    }

    /// <summary>This worker has not computed its share, since the exchange has failed: reports it instead.</summary>
    public void FailShare(WorkerExchange exchange)
    {
        Fail(exchange);
        lock (_gate)
            exchange.IsShareAnswered = true;
        SendFailure(exchange);
    }

    /// <summary>The coordinator has given an exchange up, whether or not it is complete here.</summary>
    public void Abandon(WorkerExchange exchange)
    {
        lock (_gate)
            exchange.IsAbandoned = true;
        Fail(exchange);
    }

    /// <summary>An exchange is over: reports what is missing, unless it is complete. A share that is being computed ends.</summary>
    public void Fail(WorkerExchange exchange)
    {
        lock (_gate)
        {
            if (exchange.IsComplete)
                return;
            exchange.IsFailed = true;
            Monitor.PulseAll(_gate);
            if (!exchange.IsShareAnswered)
                return; // the computing thread reports it, as its answer
        }

        SendFailure(exchange);
    }

    /// <summary>
    /// The coordinator has sent another request: a share that is still being computed ends. One that is contributed remains valid, since
    /// a member that waits for its peers' sums may compute slices of a worker outside the exchange.
    /// </summary>
    public void EndComputing(WorkerExchange exchange)
    {
        lock (_gate)
        {
            if (exchange.IsContributed)
                return;
        }

        Fail(exchange);
    }

    /// <summary>A link to a peer is open.</summary>
    public void Connect(int peer)
    {
        lock (_gate)
            _connected.Add(peer);
    }

    /// <summary>The link to a peer is closed.</summary>
    public void Disconnect(int peer)
    {
        WorkerExchange? failed = null;
        lock (_gate)
        {
            _connected.Remove(peer);
            if (_current is { IsComplete: false, IsFailed: false } exchange && exchange.Plan.IndexOf(peer) >= 0)
            {
                exchange.IsFailed = true;
                // Otherwise the computing thread reports it, as its answer.
                failed = exchange.IsShareAnswered ? exchange : null;
                Monitor.PulseAll(_gate);
            }
        }

        if (failed is not null)
            SendFailure(failed);
    }

    /// <summary>Ends all waiting.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The buffers of an exchange; null unless it is the current one.</summary>
    public WorkerExchange? Find(long number)
    {
        lock (_gate)
            return _current?.Number == number ? _current : null;
    }

    /// <summary>Whether this worker has begun an exchange, or a later one: a peer may be ahead.</summary>
    public bool HasBegun(long number) => Volatile.Read(ref _begun) >= number;

    /// <summary>Waits until <see cref="HasBegun"/>.</summary>
    /// <exception cref="LinkClosedException">This side was closed, or has not begun it within the timeout.</exception>
    public void AwaitBegun(long number, TimeSpan timeout)
    {
        var end = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        lock (_gate)
        {
            while (_begun < number && !_isClosed)
            {
                var left = end - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(_gate, TimeSpan.FromMilliseconds(left)))
                    throw new LinkClosedException($"it sent exchange {number}, and this worker has begun only {_begun}");
            }

            if (_isClosed)
                throw new LinkClosedException("This worker has left the run.");
        }
    }

    /// <summary>Takes a frame of <paramref name="bytes"/> bytes in an exchange that has begun.</summary>
    /// <returns>False if the exchange is over.</returns>
    /// <exception cref="LinkClosedException">There is no such bucket, its length is another, or the peer has sent it before.</exception>
    public bool TryReceive(int peer, long number, long bucket, bool isGradient, long bytes, out Reception reception)
    {
        lock (_gate)
        {
            reception = default;
            if (_current is not { } exchange || exchange.Number != number)
                return false;
            var member = exchange.Plan.IndexOf(peer);
            if (member < 0 || member == exchange.Self || bucket < 0 || bucket >= exchange.Plan.Shards.BucketCount)
                throw new LinkClosedException($"it sent bucket {bucket}, which it has not in exchange {number}");
            reception = new Reception(exchange, member, (int)bucket, isGradient);
            var expected = isGradient
                ? (long)exchange.NodesOf(member) * exchange.RangeOf(exchange.Self, reception.Bucket).Length
                : exchange.RangeOf(member, reception.Bucket).Length;
            if (bytes != expected * sizeof(float))
                throw new LinkClosedException($"it sent {bytes} bytes where bucket {bucket} has {expected * sizeof(float)}");
            if (isGradient ? exchange.HasGradient(member, reception.Bucket) : exchange.HasParameters(member, reception.Bucket))
                throw new LinkClosedException($"it sent bucket {bucket} twice");
            exchange.Readers++;
            return true;
        }
    }

    /// <summary>The frame was read and is intact.</summary>
    public void Complete(in Reception reception)
    {
        var (exchange, member, bucket, isGradient) = reception;
        lock (_gate)
        {
            if (exchange == _current && !isGradient)
                RecordParameters(exchange, member, bucket);
            // What is summed keeps its reader: the buffers must not be used for another exchange meanwhile.
            var canBeSummed = exchange == _current && isGradient && exchange.RecordGradient(member, bucket);
            if (!canBeSummed)
            {
                exchange.Readers--;
                return;
            }
        }

        try
        {
            Sum(exchange, bucket);
        }
        finally
        {
            Cancel(reception);
        }
    }

    /// <summary>The frame could not be read.</summary>
    public void Cancel(in Reception reception)
    {
        lock (_gate)
            reception.Exchange.Readers--;
    }

    /// <summary>
    /// Buffers for a plan, of an earlier exchange if there was one: an epoch has two plans in turn if its last minibatch is smaller. The
    /// buffers of an exchange that failed, or was abandoned, are left alone: frames may still be read into them, or be sent from them.
    /// </summary>
    private WorkerExchange BuffersFor(ExchangePlan plan, int self)
    {
        const int maxKept = 2;
        _kept.RemoveAll(kept => kept.Readers > 0 || kept.IsFailed || kept.IsAbandoned);
        if (_kept.Find(kept => kept.Plan == plan && kept.Self == self) is { } known)
            return known;
        if (_kept.Count == maxKept)
            _kept.RemoveAt(maxKept - 1);
        _kept.Insert(0, new WorkerExchange(plan, self));
        return _kept[0];
    }

    private void RecordParameters(WorkerExchange exchange, int member, int bucket)
    {
        if (exchange.RecordParameters(member, bucket))
            Monitor.PulseAll(_gate);
    }

    /// <summary>Sends a member's bucket of the gradient to it, or if it is this worker's own adds it when all others are there.</summary>
    private void Contribute(WorkerExchange exchange, PartialGradient gradient, int member, int bucket)
    {
        var range = exchange.RangeOf(member, bucket);
        if (member != exchange.Self)
        {
            links.SendGradient(exchange.Plan.Members[member].Worker, exchange.Number, bucket, gradient, range);
            return;
        }

        for (var node = 0; node < gradient.NodeCount; node++)
            gradient.Sum(node).AsSpan(range.Start, range.Length).CopyTo(exchange.GradientOf(member, node, bucket));
        bool canBeSummed;
        lock (_gate)
            canBeSummed = exchange.RecordGradient(member, bucket);
        if (canBeSummed)
            Sum(exchange, bucket);
    }

    private void Sum(WorkerExchange exchange, int bucket)
    {
        exchange.Sum(bucket);
        // Together, so that the last bucket is also sent last.
        lock (_sending)
        {
            bool isLast;
            lock (_gate)
            {
                if (exchange != _current)
                    return;
                isLast = exchange.RecordSummed();
            }

            links.SendSums(exchange, bucket, isLast);
        }
    }

    /// <summary>Reports a failure, once.</summary>
    private void SendFailure(WorkerExchange exchange)
    {
        int[] missing;
        lock (_gate)
        {
            if (exchange.IsFailureSent)
                return;
            exchange.IsFailureSent = true;
            missing = exchange.MissingPeers();
        }

        links.SendFailure(exchange, missing);
    }
}
