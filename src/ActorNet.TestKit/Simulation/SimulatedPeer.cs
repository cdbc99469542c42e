using System.Runtime.InteropServices;
using ActorNet.Computing.Exchange;
using ActorNet.Computing.Requests;
using ActorNet.Coordination.Exchange;
using ActorNet.Coordination.Messages;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;

namespace ActorNet.TestKit.Simulation;

/// <summary>The real <see cref="PeerExchange"/> of a worker, with links through the simulated network.</summary>
internal sealed class SimulatedPeer : IPeerLinks
{
    private readonly SimulatedCluster _cluster;
    private readonly SimulatedWorker _worker;
    private readonly WorkerSession _session;
    private readonly RequestHandler _handler;
    private readonly PeerExchange _exchange;
    private readonly HashSet<int> _links = [];
    private readonly List<(int From, PeerFrame Frame)> _early = []; // of an exchange that this worker has not begun
    private ExchangeAttempt? _attempt;
    private WorkerExchange? _buffers;
    private ComputeGradient? _waiting; // for the peers' parameters
    private Share? _share;

    /// <summary>A share that is being computed.</summary>
    private sealed record Share(ComputeGradient Request, ExchangeAttempt Attempt, WorkerExchange Buffers, TimeSpan Duration)
    {
        public bool IsOver { get; set; }
    }

    public SimulatedPeer(SimulatedCluster cluster, SimulatedWorker worker, WorkerSession session, RequestHandler handler)
    {
        (_cluster, _worker, _session, _handler) = (cluster, worker, session, handler);
        _exchange = new PeerExchange(this);
    }

    /// <summary>Opens a link to a peer, unless something is between them.</summary>
    public void Connect(int peer)
    {
        if (_cluster.Coordinator.SessionOf(peer) is { } other && !_cluster.Network.IsCut(_session.Name, other.Name)
            && !_cluster.Network.IsCut(other.Name, _session.Name))
        {
            SetLink(peer, isOpen: true);
            other.Peer.SetLink(_session.Number, isOpen: true);
        }
        else
        {
            _session.SendToCoordinator(new PeerLost(SimulatedDisk.RunId, 1, peer, "no connection"));
        }
    }

    public bool HasLinkTo(int peer) => _links.Contains(peer);

    /// <summary>Opens or closes this end of a link.</summary>
    public void SetLink(int peer, bool isOpen)
    {
        if (isOpen)
        {
            _links.Add(peer);
            _exchange.Connect(peer);
            _session.SendToCoordinator(new PeerConnected(SimulatedDisk.RunId, 1, peer));
        }
        else if (_links.Remove(peer))
        {
            _exchange.Disconnect(peer);
            _session.SendToCoordinator(new PeerLost(SimulatedDisk.RunId, 1, peer, "closed"));
            TryCompute();
        }
    }

    /// <summary>All links to this worker are closed, since it is gone.</summary>
    public void CloseLinks()
    {
        foreach (var peer in _links.Order())
            if (_cluster.Coordinator.SessionOf(peer) is { } other)
                _cluster.Network.Signal(_session.Name, other.Name, _session, () => other.Peer.SetLink(_session.Number, isOpen: false));
    }

    /// <summary>Begins the share of an exchange.</summary>
    public void Begin(ComputeGradient request, ExchangeAttempt attempt)
    {
        Abandon(); // a real worker gives the last exchange up before it begins another
        var self = attempt.Plan.IndexOf(_session.Number);
        (_attempt, _waiting) = (attempt, request);
        _buffers = _exchange.Begin(attempt.Number, request.Round, attempt.Plan, self, attempt.Hashes is not null);
        foreach (var range in attempt.Plan.Shards.Shard(self))
            request.Parameters.AsSpan(range.Start, range.Length).CopyTo(_buffers.Parameters.AsSpan(range.Start));
        for (var bucket = 0; bucket < attempt.Plan.Shards.BucketCount; bucket++)
            if (attempt.Plan.Shards.Shard(self)[bucket].Length > 0)
                _exchange.PassOn(_buffers, bucket);
        var early = _early.ToList();
        _early.Clear();
        foreach (var (from, frame) in early)
            Receive(from, frame);
        TryCompute();
    }

    public void Abandon(AbandonExchange abandon)
    {
        if (_attempt?.Number != abandon.Exchange)
            return;
        _exchange.Abandon(_buffers!);
        TryCompute();
    }

    /// <summary>Ends the last exchange, if it is not complete, and its share.</summary>
    private void Abandon()
    {
        if (_buffers is not { } buffers)
            return;
        _exchange.Fail(buffers);
        if (_share is { IsOver: false } share)
            FailShare(share);
        _waiting = null;
    }

    void IPeerLinks.SendParameters(int peer, long exchange, int bucket, float[] parameters, ParameterRange range) =>
        Send(new PeerFrame(peer, _buffers!.Round, exchange, bucket, IsGradient: false, [parameters.AsSpan(range.Start, range.Length).ToArray()]));

    void IPeerLinks.SendGradient(int peer, long exchange, int bucket, PartialGradient gradient, ParameterRange range) =>
        Send(new PeerFrame(peer, _buffers!.Round, exchange, bucket, IsGradient: true,
            [.. Enumerable.Range(0, gradient.NodeCount).Select(node => gradient.Sum(node).AsSpan(range.Start, range.Length).ToArray())]));

    void IPeerLinks.SendSums(WorkerExchange exchange, int bucket, bool isLast)
    {
        if (!isLast)
            throw new NotSupportedException("A simulated network is too small for more than one bucket.");
        var (attempt, self, hashes) = (_attempt!, exchange.Self, exchange.HashesOfReceived());
        float[] sums = [.. exchange.Sums];
        _worker.Falsify(sums, isAdding: true);
        _session.SendToCoordinator(new ExchangeAnswer(new ShardSummed(exchange.Round, exchange.Number), sums, arrived =>
        {
            hashes.CopyTo(MemoryMarshal.AsBytes((attempt.Hashes?.Received[self] ?? []).AsSpan()));
            var rest = arrived.AsSpan();
            for (var node = 0; node < attempt.Sums.NodeCount; node++)
            {
                foreach (var range in attempt.Plan.Shards.Shard(self))
                {
                    rest[..range.Length].CopyTo(attempt.Sums.Sum(node).AsSpan(range.Start));
                    rest = rest[range.Length..];
                }
            }
        }));
    }

    void IPeerLinks.SendFailure(WorkerExchange exchange, int[] missingPeers) =>
        _session.SendToCoordinator(new ExchangeFailed(exchange.Round, exchange.Number, missingPeers));

    private void Send(PeerFrame frame)
    {
        if (!_links.Contains(frame.Peer) || _cluster.Coordinator.SessionOf(frame.Peer) is not { } peer)
            return;
        _cluster.Network.Send(
            _session.Name, peer.Name, _session, frame,
            arrived => _cluster.Worker(peer.Name).WhenAwake(() => peer.Peer.Receive(_session.Number, (PeerFrame)arrived)));
    }

    private void Receive(int from, PeerFrame frame)
    {
        if (_session.IsOver)
            return;
        if (!_exchange.HasBegun(frame.Exchange))
        {
            _early.Add((from, frame));
            return;
        }

        var bytes = frame.Segments.Sum(segment => segment.Length) * sizeof(float);
        Reception reception;
        try
        {
            if (!_links.Contains(from)
                || !_exchange.TryReceive(from, frame.Exchange, frame.Bucket, frame.IsGradient, bytes, out reception))
                return;
        }
        catch (LinkClosedException)
        {
            // What no peer sends, such as a frame twice: a real worker closes the link.
            SetLink(from, isOpen: false);
            _cluster.Coordinator.SessionOf(from)?.Peer.SetLink(_session.Number, isOpen: false);
            return;
        }

        for (var i = 0; i < frame.Segments.Length; i++)
            frame.Segments[i].CopyTo(reception.Segment(i));
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

        var share = _share = new Share(request, attempt, buffers, _worker.TimeFor(request.Slices.Count));
        var first = share.Duration * _cluster.Chances.Uniform(0.3, 1);
        _worker.Compute(first, () =>
        {
            if (share.IsOver || _session.IsOver)
                return;
            var answer = _handler.Handle(request with { Parameters = buffers.Parameters });
            if (answer is not GradientComputed { Result: var result })
            {
                share.IsOver = true;
                _session.SendToCoordinator(answer);
                return;
            }

            _worker.Falsify(result.Sum(0), isAdding: false);
            var (from, end) = (_cluster.Time.Now, _cluster.Time.Now + share.Duration - first);
            foreach (var range in Parts(buffers.Plan.ParameterCount))
                _cluster.Time.At(_cluster.Chances.Uniform(from, end), () => _worker.WhenAwake(() => Contribute(share, result, range)));
            _worker.Compute(share.Duration - first, () => EndShare(share, result));
        });
    }

    private void Contribute(Share share, PartialGradient result, ParameterRange range)
    {
        if (_session.IsOver || share.IsOver)
            return;
        if (share.Buffers.IsFailed)
            FailShare(share);
        else
            _exchange.Contribute(share.Buffers, result, range);
    }

    private void EndShare(Share share, PartialGradient result)
    {
        if (_session.IsOver || share.IsOver)
            return;
        if (!share.Buffers.IsContributed)
        {
            FailShare(share);
            return;
        }

        share.IsOver = true;
        var (request, attempt, self) = (share.Request, share.Attempt, share.Buffers.Self);
        var (losses, sent) = (result.SliceLosses.ToArray(), share.Buffers.HashesOfSent(result));
        _session.SendToCoordinator(new ExchangeAnswer(
            new ShareComputed(request.Round, request.Slices, attempt.Number, share.Duration), [], _ =>
            {
                losses.CopyTo(attempt.Sums.SliceLosses[(request.Slices.First - attempt.Plan.Slices.First)..]);
                sent.CopyTo(MemoryMarshal.AsBytes((attempt.Hashes?.Sent[self] ?? []).AsSpan()));
            }));
        _exchange.EndShare(share.Buffers);
    }

    private void FailShare(Share share)
    {
        share.IsOver = true;
        _exchange.FailShare(share.Buffers);
    }

    /// <summary>Some parts of all parameters.</summary>
    private IEnumerable<ParameterRange> Parts(int parameters)
    {
        for (var end = parameters; end > 0;)
        {
            var start = _cluster.Chances.Next(end);
            yield return new ParameterRange(start, end - start);
            end = start;
        }
    }
}
