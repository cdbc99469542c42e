using System.Runtime.InteropServices;
using ActorNet.Computing.Exchange;
using ActorNet.Coordination.Exchange;
using ActorNet.Fuzz.Inputs;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Protocol;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Fuzz.Targets;

/// <summary>
/// An exchange between the worker under test, member 0, and one peer, whose parameters and sums arrive as soon as the worker has sent its
/// own.
/// </summary>
internal sealed class SmallExchange : IPeerLinks
{
    public const int Peer = 11;

    /// <summary>The slices of step 0 that the worker computes.</summary>
    public static readonly SliceRange Slices = new(0, 4);

    private readonly SmallRun _run;
    private readonly TensorLink _coordinator;

    public SmallExchange(SmallRun run, TensorLink coordinator)
    {
        (_run, _coordinator) = (run, coordinator);
        Exchange = new PeerExchange(this);
        Exchange.Connect(Peer);
    }

    public PeerExchange Exchange { get; }

    public static ExchangePlan PlanOf(SmallRun run) => new(
        ParameterLayout.Of(run.Spec.Network), run.Plan.SlicesIn(0), [new(10, Slices), new(Peer, new SliceRange(4, 5))]);

    /// <summary>Waits until the worker has sent everything of an exchange.</summary>
    public void AwaitComplete(long number) => ViolationException.ThrowUnless(
        SpinWait.SpinUntil(() => Exchange.Find(number) is { IsComplete: true }, TimeSpan.FromSeconds(60)),
        $"exchange {number} is not complete within 60 s");

    public void SendParameters(int peer, long exchange, int bucket, float[] parameters, ParameterRange range)
    {
        var bytes = Exchange.Find(exchange)!.RangeOf(1, bucket).Length * sizeof(float);
        if (!Exchange.TryReceive(peer, exchange, bucket, isGradient: false, bytes, out var reception))
            return;
        _run.Parameters.AsSpan(reception.Exchange.RangeOf(1, bucket).Start, reception.Segment(0).Length).CopyTo(reception.Segment(0));
        Exchange.Complete(reception);
    }

    public void SendGradient(int peer, long exchange, int bucket, PartialGradient gradient, ParameterRange range)
    {
        var begun = Exchange.Find(exchange)!;
        var bytes = (long)begun.NodesOf(1) * begun.RangeOf(0, bucket).Length * sizeof(float);
        if (!Exchange.TryReceive(peer, exchange, bucket, isGradient: true, bytes, out var reception))
            return;
        for (var segment = 0; segment < reception.SegmentCount; segment++)
            reception.Segment(segment).Fill(0.5f + segment);
        Exchange.Complete(reception);
    }

    public void SendSums(WorkerExchange exchange, int bucket, bool isLast) => _coordinator.Send(
        Header(FrameKind.ShardSummed, exchange) with { Step = exchange.Number, Value = bucket },
        isLast ? exchange.HashesOfReceived() : [], exchange.Sums, exchange.SumsOf(bucket));

    public void SendFailure(WorkerExchange exchange, int[] missingPeers) => _coordinator.Send(
        Header(FrameKind.ExchangeFailed, exchange), MemoryMarshal.AsBytes(missingPeers.AsSpan()));

    private static FrameHeader Header(FrameKind kind, WorkerExchange exchange) => new()
    {
        Kind = kind, Run = CoordinatorConversation.Number, Incarnation = exchange.Round.Incarnation, Round = RoundKind.Gradient,
        Step = exchange.Round.Step, Slices = exchange.Slices, Value = exchange.Number,
    };
}
