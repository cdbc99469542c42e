using System.Runtime.InteropServices;
using ActorNet.Computing.Exchange;
using ActorNet.Computing.Requests;
using ActorNet.Computing.Serving;
using ActorNet.Coordination.Exchange;
using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Training;
using ActorNet.Learning;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;
using Akka.Actor;

namespace ActorNet.Actors.Joining;

/// <summary>A worker's tensor link was closed, by either side.</summary>
internal sealed record LinkClosed(WorkerExit Exit);

/// <summary>A worker requests a part of the data set: it is alive, and not ready yet.</summary>
internal sealed record DatasetRequested
{
    public static DatasetRequested Instance { get; } = new();
}

/// <summary>
/// The coordinator's end of a worker's tensor link: requests are written to it, and a dedicated thread turns received frames into the
/// messages that a local worker would send.
/// </summary>
internal sealed class WorkerProxyLink
{
    private const long MaxHashBytes = PeerLinks.MaxMembers * PartHashes.HashBytes;

    private readonly TensorLink _link;
    private readonly RunOffer _run;
    private readonly IActorRef _session;
    private readonly IActorRef _coordinator;
    private readonly PartialGradientPool _gradients;
    private readonly OpenRequests _requests;
    private readonly LinkLatency _latency = new();
    private readonly string _name;
    private RoundId _sentParametersFor;
    private (ExchangePlan? Plan, bool IsAudited, byte[] Bytes) _plan = (null, false, []); // the one sent last
    private volatile SentExchange? _exchange; // the newest one
    private long _sharedExchange; // the newest one whose share is computed

    /// <summary>An exchange that the worker was asked to take part in, as member number <c>Member</c>.</summary>
    private sealed record SentExchange(RoundId Round, ExchangeAttempt Attempt, int Member)
    {
        public long Number => Attempt.Number;

        public ExchangePlan Plan => Attempt.Plan;

        public ParameterRange[] Shard => Plan.Shards.Shard(Member);

        /// <summary>The buckets of the shard that have not arrived; used by the receiving thread only.</summary>
        public HashSet<long> Missing { get; } =
            [.. Attempt.Plan.Shards.Shard(Member).Index().Where(bucket => bucket.Item.Length > 0).Select(bucket => (long)bucket.Index)];

        public bool HasFailed { get; set; }

        /// <summary>Where the losses of the member's slices belong.</summary>
        public Span<double> Losses => Attempt.Sums.SliceLosses.Slice(Slices.First - Plan.Slices.First, Slices.Count);

        /// <summary>The bytes of the hashes in each answer.</summary>
        public int HashBytes => Attempt.Hashes is null ? 0 : Plan.Members.Length * PartHashes.HashBytes;

        private SliceRange Slices => Plan.Members[Member].Slices;
    }

    /// <summary>
    /// Takes the link over and sends Welcome; call <see cref="Start"/> next and <see cref="Close"/> at the end. <paramref name="session"/>
    /// receives the canary's answer and the link's end, and is the sender of all answers.
    /// </summary>
    public WorkerProxyLink(TensorLink link, RunOffer run, IActorRef session, IActorRef coordinator, string name)
    {
        (_link, _run, _session, _coordinator) = (link, run, session, coordinator);
        _requests = new OpenRequests(run.Time);
        _gradients = new PartialGradientPool(run.Spec.Network.ParameterCount);
        _link.Limits.Forbid(FrameKind.Hello).Forbid(FrameKind.Discover).Forbid(FrameKind.GetStatus)
            .Allow(FrameKind.GetDataset, 0)
            .Allow(FrameKind.GradientComputed, MaxGradientBytes())
            .Allow(FrameKind.SlicesEvaluated, MaxEvaluationBytes())
            .Allow(FrameKind.SlicesFailed, LinkLimits.MaxTextBytes)
            .Allow(FrameKind.ShareComputed, MaxHashBytes + run.Plan.MaxSliceCount * (long)sizeof(double))
            .Allow(FrameKind.ShardSummed, MaxHashBytes + MaxGradientBytes())
            .Allow(FrameKind.ExchangeFailed, PeerLinks.MaxMembers * sizeof(int));
        _link.Send(Header(FrameKind.Welcome));
        _name = name;
    }

    public void Start() => new Thread(Receive) { IsBackground = true, Name = $"link of {_name}" }.Start();

    /// <summary>For any thread.</summary>
    public LinkStatus Status => new(
        _link.RemoteEndPoint.ToString() ?? "", _latency.Smoothed.TotalMilliseconds, _link.Counters.BytesSent, _link.Counters.BytesReceived);

    /// <summary>Sends the parameters only with the first request of a round.</summary>
    public void Send(ComputeGradient request)
    {
        if (request.Exchange is { } exchange)
            SendShare(request, exchange);
        else
            Send(FrameKind.ComputeGradient, request.Round, request.Slices, request.Parameters);
    }

    public void Send(EvaluateSlices request) => Send(FrameKind.EvaluateSlices, request.Round, request.Slices, request.Parameters);

    public void Send(AbandonExchange abandon) => _link.Send(
        Header(FrameKind.AbandonExchange, abandon.Round) with { Value = abandon.Exchange });

    public void Close(WorkerExit exit) => _link.Close(exit);

    private void Send(FrameKind kind, RoundId round, SliceRange slices, float[] parameters)
    {
        _requests.Add(kind, round, slices);
        var header = Header(kind, round) with { Slices = slices };
        if (_sentParametersFor == round)
        {
            _link.Send(header);
            return;
        }

        _sentParametersFor = round;
        _link.Send(header, parameters);
    }

    /// <summary>Sends the plan, and of the parameters only the worker's shard.</summary>
    private void SendShare(ComputeGradient request, ExchangeAttempt exchange)
    {
        _exchange = new SentExchange(request.Round, exchange, exchange.Plan.IndexOf(request.Slices));
        var isAudited = exchange.Hashes is not null;
        if (_plan.Plan != exchange.Plan || _plan.IsAudited != isAudited)
            _plan = (exchange.Plan, isAudited, ExchangePlanCodec.Write(exchange.Plan, _exchange.Member, isAudited));
        _requests.Add(FrameKind.ComputeShare, request.Round, request.Slices);
        _link.Send(
            Header(FrameKind.ComputeShare, request.Round) with { Slices = request.Slices, Value = exchange.Number }, _plan.Bytes.AsMemory());
        for (var bucket = 0; bucket < _exchange.Shard.Length; bucket++)
        {
            if (_exchange.Shard[bucket].Length > 0)
                _link.Send(
                    Header(FrameKind.ShardParameters) with { Step = exchange.Number, Value = bucket }, request.Parameters,
                    _exchange.Shard[bucket]);
        }
    }

    private FrameHeader Header(FrameKind kind, RoundId round) =>
        Header(kind) with { Incarnation = round.Incarnation, Round = round.Kind, Step = round.Step };

    private FrameHeader Header(FrameKind kind) => new() { Kind = kind, Run = _run.Number, Incarnation = _run.Incarnation };

    /// <summary>Handles frames until the link closes.</summary>
    internal void Receive()
    {
        try
        {
            while (true)
                Handle(_link.Receive());
        }
        catch (Exception error)
        {
            var exit = (error as LinkClosedException)?.Exit ?? new WorkerExit(WorkerExitReason.Fault, $"its link failed: {error.Message}");
            _link.Close(exit);
            _session.Tell(new LinkClosed(exit));
        }
    }

    private void Handle(in FrameHeader header)
    {
        if (header.Run != _run.Number)
            throw new LinkClosedException("it speaks of another run");
        switch (header.Kind)
        {
            case FrameKind.GetDataset:
                _link.EndFrame();
                SendDataset(header);
                break;
            case FrameKind.GradientComputed:
                ReceiveGradient(header);
                break;
            case FrameKind.SlicesEvaluated:
                ReceiveEvaluation(header);
                break;
            case FrameKind.SlicesFailed:
                _requests.Complete(null, RoundOf(header), header.Slices);
                var sentence = _link.ReadText(LinkLimits.MaxTextBytes);
                _link.EndFrame();
                _coordinator.Tell(new SlicesFailed(RoundOf(header), header.Slices, new TrainingFailedException(sentence)), _session);
                break;
            case FrameKind.ShareComputed:
                ReceiveShare(header);
                break;
            case FrameKind.ShardSummed:
                ReceiveShard(header);
                break;
            case FrameKind.ExchangeFailed:
                ReceiveFailure(header);
                break;
            default:
                throw new LinkClosedException($"it sent {header.Kind}, which a worker does not send");
        }
    }

    private void SendDataset(in FrameHeader request)
    {
        var (offset, length) = (request.Step, request.Value);
        if (offset < 0 || length < 1 || length > DatasetFetch.PartBytes || offset > _run.Archive.Length - length)
            throw new LinkClosedException($"it asked for {length} bytes at {offset} of a data set of {_run.Archive.Length}");
        _session.Tell(DatasetRequested.Instance);
        _link.Send(Header(FrameKind.DatasetPart) with { Step = offset, Value = length }, _run.Archive.Part(offset, (int)length));
    }

    private void ReceiveGradient(in FrameHeader header)
    {
        var round = RoundOf(header);
        var (waited, computing) = Complete(FrameKind.ComputeGradient, round, header);
        var gradient = _gradients.Take(header.Step);
        gradient.Begin(header.Slices, _run.Plan.SlicesIn(header.Step));
        var expected = header.Slices.Count * (long)sizeof(double)
            + (long)gradient.NodeCount * _run.Spec.Network.ParameterCount * sizeof(float);
        if (header.PayloadBytes != expected)
            throw new LinkClosedException($"it sent {header.PayloadBytes} bytes where a gradient of {header.Slices.Count} slices has {expected}");
        _link.Read(gradient);
        _link.EndFrame();
        _latency.Record(waited, computing);
        var recipient = round.Kind == RoundKind.Canary ? _session : _coordinator;
        recipient.Tell(new GradientComputed(round, header.Slices, gradient, computing), _session);
    }

    /// <summary>Reads the losses of a share into the sums of its exchange.</summary>
    private void ReceiveShare(in FrameHeader header)
    {
        var round = RoundOf(header);
        var (waited, computing) = Complete(FrameKind.ComputeShare, round, header);
        var exchange = _exchange!;
        if (header.Value != exchange.Number || header.PayloadBytes != exchange.HashBytes + header.Slices.Count * (long)sizeof(double))
            throw new LinkClosedException($"it answered exchange {header.Value} with {header.PayloadBytes} bytes, where it was asked for {header.Slices.Count} slices in exchange {exchange.Number}");
        if (exchange.Attempt.Hashes is { } hashes)
            _link.Read(MemoryMarshal.AsBytes(hashes.Sent[exchange.Member].AsSpan()));
        _link.Read(MemoryMarshal.AsBytes(exchange.Losses));
        _link.EndFrame();
        _sharedExchange = header.Value;
        _latency.Record(waited, computing);
        _coordinator.Tell(new ShareComputed(round, header.Slices, header.Value, computing), _session);
    }

    /// <summary>
    /// Reads a bucket of a shard into the sums of its exchange, which may come before the worker has computed all of its share; one of an
    /// earlier exchange, which was given up, is skipped. The hashes come with the last bucket.
    /// </summary>
    private void ReceiveShard(in FrameHeader header)
    {
        var (number, bucket) = (header.Step, header.Value);
        if (_exchange is not { } exchange || number > exchange.Number)
            throw new LinkClosedException($"it sent a shard of exchange {number}, which it was not asked for");
        if (number < exchange.Number)
        {
            _link.Skip();
            _link.EndFrame();
            return;
        }

        if (!exchange.Missing.Remove(bucket))
            throw new LinkClosedException($"it sent bucket {bucket} of exchange {number} twice, or has none");
        var sums = exchange.Attempt.Sums;
        var range = exchange.Shard[bucket];
        var isLast = exchange.Missing.Count == 0;
        var expected = (isLast ? exchange.HashBytes : 0) + (long)sums.NodeCount * range.Length * sizeof(float);
        if (header.PayloadBytes != expected)
            throw new LinkClosedException($"it sent {header.PayloadBytes} bytes where bucket {bucket} has {expected}");
        if (isLast && exchange.Attempt.Hashes is { } hashes)
            _link.Read(MemoryMarshal.AsBytes(hashes.Received[exchange.Member].AsSpan()));
        for (var node = 0; node < sums.NodeCount; node++)
            _link.Read(MemoryMarshal.AsBytes(sums.Sum(node).AsSpan(range.Start, range.Length)));
        _link.EndFrame();
        if (isLast)
            _coordinator.Tell(new ShardSummed(exchange.Round, number), _session);
    }

    private void ReceiveFailure(in FrameHeader header)
    {
        var round = RoundOf(header);
        var isFirstAnswer = _exchange?.Number == header.Value && _requests.IsOldest(FrameKind.ComputeShare, round, header.Slices);
        if (_exchange is not { } exchange || (!isFirstAnswer && header.Value > _sharedExchange) || header.PayloadBytes % sizeof(int) != 0)
            throw new LinkClosedException($"it failed exchange {header.Value}, which it was not asked for");
        var missing = new int[header.PayloadBytes / sizeof(int)];
        _link.Read(MemoryMarshal.AsBytes(missing.AsSpan()));
        _link.EndFrame();
        if (isFirstAnswer)
            _requests.Complete(FrameKind.ComputeShare, round, header.Slices);
        if (header.Value != exchange.Number || exchange.HasFailed)
            return; // the exchange is over, or this is known
        exchange.HasFailed = true;
        _coordinator.Tell(new ExchangeFailed(exchange.Round, header.Value, missing), _session);
    }

    /// <summary>Completes the oldest request, which the answer must match.</summary>
    /// <returns>The time since the request, and the compute time within it.</returns>
    private (TimeSpan Waited, TimeSpan Computing) Complete(FrameKind kind, RoundId round, in FrameHeader header)
    {
        var waited = _requests.Complete(kind, round, header.Slices);
        if (header.ComputeTime < TimeSpan.Zero)
            throw new LinkClosedException($"it claimed to have computed for {header.ComputeTime}");
        return (waited, header.ComputeTime < waited ? header.ComputeTime : waited);
    }

    private void ReceiveEvaluation(in FrameHeader header)
    {
        var round = RoundOf(header);
        var slices = header.Slices;
        _requests.Complete(FrameKind.EvaluateSlices, round, slices);
        if (header.PayloadBytes != slices.Count * sizeof(double)
            || header.Value < 0 || header.Value > (long)slices.Count * Evaluation.SliceSize)
            throw new LinkClosedException($"it sent an evaluation of {slices.Count} slices in {header.PayloadBytes} bytes, which there is not");
        var losses = new double[slices.Count];
        _link.Read(MemoryMarshal.AsBytes(losses.AsSpan()));
        _link.EndFrame();
        _coordinator.Tell(new SlicesEvaluated(round, slices, losses, (int)header.Value), _session);
    }

    private RoundId RoundOf(in FrameHeader header) => new(_run.RunId, header.Incarnation, header.Round, header.Step);

    private long MaxGradientBytes() =>
        _run.Plan.MaxSliceCount * (long)sizeof(double)
        + (long)TreeNode.MaxNodes(_run.Plan.MaxSliceCount) * _run.Spec.Network.ParameterCount * sizeof(float);

    private long MaxEvaluationBytes()
    {
        var samples = Math.Max(_run.TestSamples, _run.Spec.ValidationSamples);
        return (long)SliceRange.CountOf(samples, Evaluation.SliceSize) * sizeof(double);
    }
}
