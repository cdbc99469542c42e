using ActorNet.Coordination.Exchange;
using ActorNet.Learning.Gradients;
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
/// A worker's part in exchanges, one after another. In each it passes its shard of the parameters on to its peers and waits for theirs
/// (all-gather), computes the gradient of its slices, sends each peer its sums of that peer's shard, and adds those that it gets
/// (reduce-scatter) in the order of the tree: the coordinator receives every shard once, added up. Knows no sockets or clocks. Thread-safe:
/// one thread begins exchanges and computes, and each peer's frames arrive on a thread of their own.
/// </summary>
internal sealed class PeerExchange(IPeerLinks links)
{
    private const int Spins = 256;
    private static readonly TimeSpan InterruptionInterval = TimeSpan.FromMilliseconds(2);

    private readonly object _gate = new();
    private readonly Lock _sending = new();
    private readonly HashSet<int> _connected = [];
    private readonly List<WorkerExchange> _kept = []; // newest first
    private WorkerExchange? _current;
    private long _begun;
    private bool _isClosed;

    /// <summary>
    /// Begins an exchange, and gives up the last one. The caller reads its shard into <see cref="WorkerExchange.Parameters"/>, bucket by
    /// bucket, and calls <see cref="SendParameters"/> for each.
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

    /// <summary>Passes a bucket of this worker's shard on to all peers.</summary>
    public void SendParameters(WorkerExchange exchange, int bucket)
    {
        var range = exchange.RangeOf(exchange.Self, bucket);
        for (var member = 0; member < exchange.Plan.Members.Length; member++)
            if (member != exchange.Self)
                links.SendParameters(exchange.Plan.Members[member].Worker, exchange.Number, bucket, exchange.Parameters, range);
    }

    /// <summary>
    /// Waits for the peers' shards. Now and then it asks <paramref name="isInterrupted"/> whether the coordinator has sent something.
    /// </summary>
    /// <returns>False if the exchange has failed or the wait was interrupted.</returns>
    public bool AwaitParameters(WorkerExchange exchange, Func<bool> isInterrupted)
    {
        for (var spin = 0; spin < Spins; spin++)
        {
            lock (_gate)
            {
                if (exchange.IsFailed || exchange.MissingParameters == 0)
                    return !exchange.IsFailed;
            }

            Thread.Yield();
        }

        while (!isInterrupted())
        {
            lock (_gate)
            {
                if (!exchange.IsFailed && exchange.MissingParameters > 0)
                    Monitor.Wait(_gate, InterruptionInterval);
                if (exchange.IsFailed || exchange.MissingParameters == 0)
                    return !exchange.IsFailed;
            }
        }

        return false;
    }

    /// <summary>
    /// Contributes the gradient of this worker's slices, which must not change until the next exchange begins; the caller has reported that
    /// it is computed.
    /// </summary>
    public void Contribute(WorkerExchange exchange, PartialGradient gradient)
    {
        for (var bucket = 0; bucket < exchange.Plan.Shards.BucketCount; bucket++)
            Contribute(exchange, gradient, bucket);
        bool isFailed;
        lock (_gate)
        {
            exchange.IsShareComputed = true;
            isFailed = exchange.IsFailed && !exchange.IsSummed;
        }

        if (isFailed)
            SendFailure(exchange);
    }

    /// <summary>
    /// The coordinator has given an exchange up, or this worker cannot compute in it: reports what is missing, unless it is complete.
    /// </summary>
    public void Fail(WorkerExchange exchange)
    {
        lock (_gate)
        {
            if (exchange.IsComplete)
                return;
            exchange.IsFailed = true;
        }

        SendFailure(exchange);
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
                failed = exchange.IsShareComputed ? exchange : null;
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
            if (exchange == _current && isGradient && exchange.RecordGradient(member, bucket))
            {
                // Summed below, still as a reader: the buffers must not be used for another exchange meanwhile.
            }
            else
            {
                exchange.Readers--;
                if (exchange == _current && !isGradient && exchange.RecordParameters(member, bucket))
                    Monitor.PulseAll(_gate);
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
    /// buffers of an exchange that failed are left alone: frames may still be read into them, or be sent from them.
    /// </summary>
    private WorkerExchange BuffersFor(ExchangePlan plan, int self)
    {
        const int maxKept = 2;
        _kept.RemoveAll(kept => kept.Readers > 0 || kept.IsFailed);
        if (_kept.Find(kept => kept.Plan == plan && kept.Self == self) is { } known)
            return known;
        if (_kept.Count == maxKept)
            _kept.RemoveAt(maxKept - 1);
        _kept.Insert(0, new WorkerExchange(plan, self));
        return _kept[0];
    }

    private void Contribute(WorkerExchange exchange, PartialGradient gradient, int bucket)
    {
        var members = exchange.Plan.Members;
        for (var member = 0; member < members.Length; member++)
        {
            var range = exchange.RangeOf(member, bucket);
            if (range.Length == 0)
                continue;
            if (member != exchange.Self)
            {
                links.SendGradient(members[member].Worker, exchange.Number, bucket, gradient, range);
                continue;
            }

            for (var node = 0; node < gradient.NodeCount; node++)
                gradient.Sum(node).AsSpan(range.Start, range.Length).CopyTo(exchange.GradientOf(member, node, bucket));
            bool canBeSummed;
            lock (_gate)
                canBeSummed = exchange.RecordGradient(member, bucket);
            if (canBeSummed)
                Sum(exchange, bucket);
        }
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
