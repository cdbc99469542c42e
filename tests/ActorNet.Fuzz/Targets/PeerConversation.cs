using ActorNet.Computing.Exchange;
using ActorNet.Coordination.Exchange;
using ActorNet.Fuzz.Inputs;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Protocol;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Fuzz.Targets;

/// <summary>
/// The frames of a peer in an exchange, read into the worker's buffers. What counts as received must be what the peer has sent, unless a
/// checksum was forged; what is not the worker's to get from this peer is never written.
/// </summary>
internal sealed class PeerConversation : Conversation, IPeerLinks
{
    private const float Untouched = -77f;

    private readonly SmallRun _run;
    private readonly ExchangePlan _plan;
    private readonly PartialGradient _gradient;

    private sealed record Received(WorkerExchange Exchange, Exception End);

    public PeerConversation(SmallRun run)
    {
        (_run, _plan) = (run, SmallExchange.PlanOf(run));
        _gradient = new PartialGradient(_plan.ParameterCount);
        _gradient.Begin(_plan.Members[1].Slices, _plan.SliceCount);
        for (var node = 0; node < _gradient.NodeCount; node++)
            Array.Fill(_gradient.Sum(node), node + 0.5f);
        var header = new FrameHeader { Run = CoordinatorConversation.Number, Incarnation = 1, Step = 1 };
        Frames =
        [
            FrameBytes.Of(
                header with { Kind = FrameKind.ShardParameters }, new FramePayload(run.Parameters, _plan.Shards.Shard(1)[0])),
            FrameBytes.Of(header with { Kind = FrameKind.ShardGradient }, new FramePayload(_gradient, _plan.Shards.Shard(0)[0])),
            FrameBytes.Of(header with { Kind = FrameKind.ShardGradient, Step = 0 }, new FramePayload("over"u8)),
            FrameBytes.Of(new FrameHeader { Kind = FrameKind.Goodbye, Value = 2 }, new FramePayload("I leave."u8)),
        ];
        var whole = (Received)Replay(new FuzzInput([.. Frames.SelectMany(frame => frame)], "peer's"));
        ViolationException.ThrowUnless(IsWhole(whole.Exchange), "the whole conversation is not understood");
    }

    public override IReadOnlyList<byte[]> Frames { get; }

    public override long MaxFrameBytes => 16L * _plan.ParameterCount * sizeof(float);

    public override object Replay(FuzzInput input)
    {
        var exchange = new PeerExchange(this);
        exchange.Connect(SmallExchange.Peer);
        var begun = exchange.Begin(1, new RoundId("run", 1, RoundKind.Gradient, 0), _plan, 0);
        Array.Fill(begun.Parameters, Untouched);
        var bytes = (long)_plan.ParameterCount * sizeof(float);
        var limits = new LinkLimits().Allow(FrameKind.ShardParameters, bytes).Allow(FrameKind.ShardGradient, 8 * bytes);
        using var link = new TensorLink(new MemoryConnection(input.Bytes), limits, spins: 0);
        try
        {
            PeerFrames.Receive(link, exchange, CoordinatorConversation.Number, SmallExchange.Peer, TimeSpan.Zero);
            throw new ViolationException("receiving ended without a reason");
        }
        catch (LinkClosedException end)
        {
            return new Received(begun, end);
        }
    }

    public override string? Verify(FuzzInput input, object accepted)
    {
        var exchange = ((Received)accepted).Exchange;
        var own = _plan.Shards.Shard(0)[0];
        ViolationException.ThrowUnless(
            !exchange.Parameters.AsSpan(own.Start, own.Length).ContainsAnyExcept(Untouched), "the worker's own shard was written");
        ViolationException.ThrowUnless(exchange.Readers == 0, "a frame counts as being read for ever");
        if (input.IsForged)
            return IsComplete(exchange) ? "peer's whole" : null;
        ViolationException.ThrowUnless(!exchange.HasParameters(1, 0) || HasPeersParameters(exchange), "other parameters were received");
        ViolationException.ThrowUnless(!exchange.HasGradient(1, 0) || HasPeersGradient(exchange), "other sums were received");
        return IsComplete(exchange) ? "peer's whole" : null;
    }

    void IPeerLinks.SendParameters(int peer, long exchange, int bucket, float[] parameters, ParameterRange range) { }

    void IPeerLinks.SendGradient(int peer, long exchange, int bucket, PartialGradient gradient, ParameterRange range) { }

    void IPeerLinks.SendSums(WorkerExchange exchange, int bucket, bool isLast) => throw new ViolationException("a shard was summed without the worker's own part");

    void IPeerLinks.SendFailure(WorkerExchange exchange, int[] missingPeers) { }

    private static bool IsComplete(WorkerExchange exchange) => exchange.HasParameters(1, 0) && exchange.HasGradient(1, 0);

    private bool IsWhole(WorkerExchange exchange) =>
        IsComplete(exchange) && HasPeersParameters(exchange) && HasPeersGradient(exchange);

    private bool HasPeersParameters(WorkerExchange exchange)
    {
        var range = _plan.Shards.Shard(1)[0];
        return exchange.Parameters.AsSpan(range.Start, range.Length).SequenceEqual(_run.Parameters.AsSpan(range.Start, range.Length));
    }

    private bool HasPeersGradient(WorkerExchange exchange)
    {
        for (var node = 0; node < _gradient.NodeCount; node++)
            if (exchange.GradientOf(1, node, 0).ContainsAnyExcept(node + 0.5f))
                return false;
        return true;
    }
}
