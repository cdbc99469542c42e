using System.Runtime.InteropServices;
using ActorNet.Computing.Exchange;
using ActorNet.Coordination.Exchange;
using ActorNet.Coordination.Messages;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Protocol;

namespace ActorNet.Actors.Tests.Coordinator;

/// <summary>
/// The real <see cref="PeerExchange"/> of a <see cref="SimulatedWorker"/>, with links that deliver after some virtual time, or never.
/// </summary>
internal sealed class SimulatedPeer : IPeerLinks
{
    private readonly SimulatedCluster _cluster;
    private readonly SimulatedWorker _worker;
    private readonly PeerExchange _exchange;
    private readonly HashSet<int> _links = [];
    private readonly List<Action> _early = []; // frames of an exchange that this worker has not begun
    private ExchangeAttempt? _attempt;
    private WorkerExchange? _buffers;
    private ComputeGradient? _waiting; // for the peers' parameters
    private bool _isComputing;

    public SimulatedPeer(SimulatedCluster cluster, SimulatedWorker worker)
    {
        (_cluster, _worker) = (cluster, worker);
        _exchange = new PeerExchange(this);
    }

    /// <summary>Opens or closes this end of a link.</summary>
    public void SetLink(int peer, bool isOpen)
    {
        if (isOpen)
        {
            _links.Add(peer);
            _exchange.Connect(peer);
            Tell(new PeerConnected("run", 1, peer));
        }
        else if (_links.Remove(peer))
        {
            _exchange.Disconnect(peer);
            Tell(new PeerLost("run", 1, peer, "closed"));
            TryCompute();
        }
    }

    /// <summary>All links to this worker are closed, since it is gone.</summary>
    public void CloseLinks()
    {
        foreach (var peer in _links.ToList())
            _cluster.At(_cluster.Now + 0.0005, () => _cluster.PeerOf(peer)?.SetLink(_worker.Number, isOpen: false));
    }

    /// <summary>Begins the share of an exchange.</summary>
    public void Begin(ComputeGradient request, ExchangeAttempt attempt)
    {
        var self = attempt.Plan.IndexOf(_worker.Number);
        (_attempt, _waiting) = (attempt, request);
        _buffers = _exchange.Begin(attempt.Number, request.Round, attempt.Plan, self, attempt.Hashes is not null);
        foreach (var range in attempt.Plan.Shards.Shard(self))
            request.Parameters.AsSpan(range.Start, range.Length).CopyTo(_buffers.Parameters.AsSpan(range.Start));
        for (var bucket = 0; bucket < attempt.Plan.Shards.BucketCount; bucket++)
            if (attempt.Plan.Shards.Shard(self)[bucket].Length > 0)
                _exchange.PassOn(_buffers, bucket);
        var early = _early.ToList();
        _early.Clear();
        early.ForEach(deliver => deliver());
        TryCompute();
    }

    public void Abandon(AbandonExchange abandon)
    {
        if (_attempt?.Number != abandon.Exchange)
            return;
        _exchange.Fail(_buffers!);
        TryCompute();
    }

    void IPeerLinks.SendParameters(int peer, long exchange, int bucket, float[] parameters, ParameterRange range) =>
        Send(peer, exchange, bucket, isGradient: false, [parameters.AsSpan(range.Start, range.Length).ToArray()]);

    void IPeerLinks.SendGradient(int peer, long exchange, int bucket, PartialGradient gradient, ParameterRange range)
    {
        var segments = new List<float[]>();
        for (var node = 0; node < gradient.NodeCount; node++)
            segments.Add(gradient.Sum(node).AsSpan(range.Start, range.Length).ToArray());
        Send(peer, exchange, bucket, isGradient: true, segments);
    }

    void IPeerLinks.SendSums(WorkerExchange exchange, int bucket, bool isLast)
    {
        Assert.True(isLast, "The network is too small for more than one bucket.");
        var (attempt, sums, hashes, number) = (_attempt!, exchange.Sums.ToArray(), exchange.HashesOfReceived(), exchange.Number);
        if (_worker.IsWrongAdding())
            _cluster.FlipBit(sums);
        _worker.After(0.0002, () =>
        {
            hashes.CopyTo(MemoryMarshal.AsBytes((attempt.Hashes?.Received[exchange.Self] ?? []).AsSpan()));
            var rest = sums.AsSpan();
            for (var node = 0; node < attempt.Sums.NodeCount; node++)
            {
                foreach (var range in attempt.Plan.Shards.Shard(exchange.Self))
                {
                    rest[..range.Length].CopyTo(attempt.Sums.Sum(node).AsSpan(range.Start));
                    rest = rest[range.Length..];
                }
            }

            return new ShardSummed(exchange.Round, number);
        });
    }

    void IPeerLinks.SendFailure(WorkerExchange exchange, int[] missingPeers) =>
        Tell(new ExchangeFailed(exchange.Round, exchange.Number, missingPeers));

    /// <summary>Sends a peer a frame, whose bytes leave now.</summary>
    private void Send(int peer, long exchange, int bucket, bool isGradient, List<float[]> segments)
    {
        if (!_links.Contains(peer) || _cluster.IsCut(_worker.Number, peer))
            return;
        _cluster.At(
            _cluster.Now + _cluster.Uniform(0.0001, 0.002),
            () => _cluster.PeerOf(peer)?.Receive(_worker.Number, exchange, bucket, isGradient, segments));
    }

    private void Receive(int peer, long exchange, int bucket, bool isGradient, List<float[]> segments)
    {
        if (_worker.HangsUntil > _cluster.Now)
        {
            _cluster.At(_worker.HangsUntil, () => Receive(peer, exchange, bucket, isGradient, segments));
            return;
        }

        if (!_exchange.HasBegun(exchange))
        {
            _early.Add(() => Receive(peer, exchange, bucket, isGradient, segments));
            return;
        }

        if (!_links.Contains(peer) || !_exchange.TryReceive(
            peer, exchange, bucket, isGradient, segments.Sum(segment => segment.Length) * sizeof(float), out var reception))
            return;
        for (var i = 0; i < segments.Count; i++)
            segments[i].CopyTo(reception.Segment(i));
        _exchange.Complete(reception);
        TryCompute();
    }

    /// <summary>
    /// Computes the share once all parameters are there, and contributes it in parts that are complete at random times; gives it up if the
    /// exchange has failed.
    /// </summary>
    private void TryCompute()
    {
        if (_waiting is not { } request)
            return;
        var (attempt, buffers) = (_attempt!, _buffers!);
        if (!buffers.IsFailed && !buffers.HasParameters(new ParameterRange(0, buffers.Plan.ParameterCount)))
            return;
        _waiting = null;
        if (buffers.IsFailed)
        {
            _exchange.FailShare(buffers);
            return;
        }

        _isComputing = true;
        var part = _cluster.Uniform(0.3, 1);
        _worker.Compute(request with { Parameters = buffers.Parameters }, (result, seconds) =>
        {
            var (from, end) = (_cluster.Now, _cluster.Now + (1 - part) * seconds);
            foreach (var range in Parts(buffers.Plan.ParameterCount))
                _worker.At(_cluster.Uniform(from, end), () => Contribute(buffers, result, range));
            _worker.At(end, () => EndShare(request, attempt, buffers, result, seconds));
        }, part);
    }

    private void Contribute(WorkerExchange buffers, PartialGradient result, ParameterRange range)
    {
        if (!buffers.IsFailed)
        {
            _exchange.Contribute(buffers, result, range);
        }
        else if (_isComputing)
        {
            _isComputing = false;
            _exchange.FailShare(buffers);
        }
    }

    private void EndShare(
        ComputeGradient request, ExchangeAttempt attempt, WorkerExchange buffers, PartialGradient result, double seconds)
    {
        if (!_isComputing)
            return;
        _isComputing = false;
        if (!buffers.IsContributed)
        {
            _exchange.FailShare(buffers);
            return;
        }

        result.SliceLosses.CopyTo(attempt.Sums.SliceLosses[(request.Slices.First - attempt.Plan.Slices.First)..]);
        buffers.HashesOfSent(result).CopyTo(MemoryMarshal.AsBytes((attempt.Hashes?.Sent[buffers.Self] ?? []).AsSpan()));
        Tell(new ShareComputed(request.Round, request.Slices, attempt.Number, TimeSpan.FromSeconds(seconds)));
        _exchange.EndShare(buffers);
    }

    /// <summary>Some parts of all parameters.</summary>
    private IEnumerable<ParameterRange> Parts(int parameters)
    {
        for (var end = parameters; end > 0;)
        {
            var start = _cluster.Next(end);
            yield return new ParameterRange(start, end - start);
            end = start;
        }
    }

    private void Tell(object message) => _worker.After(0.0001, () => message);
}
