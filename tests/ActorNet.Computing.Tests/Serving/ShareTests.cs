using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ActorNet.Computing.Exchange;
using ActorNet.Computing.Requests;
using ActorNet.Computing.Serving;
using ActorNet.Coordination.Exchange;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using ActorNet.Testing;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;

namespace ActorNet.Computing.Tests.Serving;

/// <summary>
/// A worker's share of an exchange, which is computed while its link receives. The test plays the coordinator, and the peer, whose
/// parameters are all that is missing.
/// </summary>
public sealed class ShareTests : IPeerLinks, IDisposable
{
    private const int Peer = 11;
    private static readonly TrainingSpec Spec = SmallData.Spec();
    private static readonly Dataset Data = SmallData.Blobs();
    private static readonly MinibatchPlan Minibatches = new(Spec, Data.Train.Count);
    private static readonly SliceRange Slices = new(0, 4);

    private static readonly ExchangePlan Plan = new(
        ParameterLayout.Of(Spec.Network), Minibatches.SlicesIn(0),
        [new(10, Slices), new(Peer, new SliceRange(4, Minibatches.SlicesIn(0) - 4))]);

    private readonly LinkPair _links = new();
    private readonly ConcurrentQueue<PartialGradient> _sent = new();
    private readonly PeerExchange _exchange;
    private readonly Task<Exception> _serving;

    public ShareTests()
    {
        _exchange = new PeerExchange(this);
        _exchange.Connect(Peer);
        var handler = new RequestHandler(Spec, Data, new GradientComputer(Spec, Data.Train), TimeProvider.System);
        var loop = new RequestLoop("run", Spec, Data, handler, peers: _exchange);
        _serving = Task.Run(() => Record.Exception(() => loop.Serve(_links.Far)));
    }

    public void Dispose() => _links.Dispose();

    [Fact]
    public void Share_that_waits_for_parameters_ends_when_the_exchange_is_abandoned_and_its_slices_can_be_computed_again()
    {
        SendShare();
        _links.Near.Send(Header(FrameKind.AbandonExchange) with { Value = 1 });
        Assert.Equal([Peer], ReadFailure());
        AssertComputes();
    }

    [Fact]
    public void Share_ends_when_the_link_to_a_peer_is_lost()
    {
        SendShare();
        Deadline.Await(() => _exchange.HasBegun(1), "the exchange has begun");
        _exchange.Disconnect(Peer);
        Assert.Equal([Peer], ReadFailure());
        AssertComputes();
    }

    [Fact]
    public void Request_of_another_kind_gives_up_a_share_that_waits()
    {
        SendShare();
        SendGradientRequest();
        Assert.Equal([Peer], ReadFailure());
        ReadGradient();
    }

    /// <summary>Its frames may still wait for a slow peer.</summary>
    [Fact]
    public void Gradient_of_an_abandoned_exchange_is_not_computed_over_and_others_are()
    {
        var first = ComputeShare(exchange: 1);
        var second = ComputeShare(exchange: 2);
        Assert.Same(first, second);
        _links.Near.Send(Header(FrameKind.AbandonExchange) with { Value = 2 });
        Assert.NotSame(second, ComputeShare(exchange: 3));
    }

    [Fact]
    public async Task Serving_ends_with_the_link_while_a_share_waits()
    {
        SendShare();
        Deadline.Await(() => _exchange.HasBegun(1), "the exchange has begun");
        _links.Near.Close("The test is over.");
        Assert.IsType<LinkClosedException>(await _serving.WaitAsync(LinkPair.ResponseTimeout));
    }

    void IPeerLinks.SendParameters(int peer, long exchange, int bucket, float[] parameters, ParameterRange range) { }

    void IPeerLinks.SendGradient(int peer, long exchange, int bucket, PartialGradient gradient, ParameterRange range) =>
        _sent.Enqueue(gradient);

    void IPeerLinks.SendSums(WorkerExchange exchange, int bucket, bool isLast) { }

    void IPeerLinks.SendFailure(WorkerExchange exchange, int[] missingPeers) => _links.Far.Send(
        Header(FrameKind.ExchangeFailed) with { Value = exchange.Number }, MemoryMarshal.AsBytes(missingPeers.AsSpan()));

    private static float[] Parameters() => new float[Spec.Network.ParameterCount];

    private static FrameHeader Header(FrameKind kind) => new() { Kind = kind, Round = RoundKind.Gradient, Slices = Slices };

    private void SendShare(long exchange = 1, long step = 0)
    {
        _links.Near.Send(
            Header(FrameKind.ComputeShare) with { Value = exchange, Step = step },
            ExchangePlanCodec.Write(Plan, receiver: 0, isAudited: false).AsMemory());
        _links.Near.Send(Header(FrameKind.ShardParameters) with { Step = exchange }, Parameters(), Plan.Shards.Shard(0)[0]);
    }

    /// <summary>Completes an exchange, whose step has the same number.</summary>
    /// <returns>What is sent to the peer.</returns>
    private PartialGradient ComputeShare(long exchange)
    {
        SendShare(exchange, step: exchange);
        _exchange.AwaitBegun(exchange, LinkPair.ResponseTimeout);
        Receive(exchange, isGradient: false, Plan.Shards.LengthOf(1));
        _links.Near.ReceiveExpected(FrameKind.ShareComputed);
        _links.Near.Skip();
        _links.Near.EndFrame();
        var sums = new PartialGradient(parameterCount: 1);
        sums.Begin(Plan.Members[1].Slices, Plan.SliceCount);
        Receive(exchange, isGradient: true, sums.NodeCount * Plan.Shards.LengthOf(0));
        Assert.True(_sent.TryDequeue(out var gradient));
        return gradient;
    }

    private void Receive(long exchange, bool isGradient, int numbers)
    {
        Assert.True(_exchange.TryReceive(Peer, exchange, bucket: 0, isGradient, numbers * (long)sizeof(float), out var reception));
        for (var segment = 0; segment < reception.SegmentCount; segment++)
            reception.Segment(segment).Clear();
        _exchange.Complete(reception);
    }

    private int[] ReadFailure()
    {
        var header = _links.Near.ReceiveExpected(FrameKind.ExchangeFailed);
        var missing = new int[header.PayloadBytes / sizeof(int)];
        _links.Near.Read(MemoryMarshal.AsBytes(missing.AsSpan()));
        _links.Near.EndFrame();
        return missing;
    }

    private void AssertComputes()
    {
        SendGradientRequest();
        ReadGradient();
    }

    private void SendGradientRequest() => _links.Near.Send(Header(FrameKind.ComputeGradient), Parameters());

    private void ReadGradient()
    {
        var expected = new PartialGradient(Spec.Network.ParameterCount);
        new GradientComputer(Spec, Data.Train).Compute(Parameters(), 0, Slices, expected);
        var actual = new PartialGradient(Spec.Network.ParameterCount);
        actual.Begin(Slices, Minibatches.SlicesIn(0));
        _links.Near.ReceiveExpected(FrameKind.GradientComputed);
        _links.Near.Read(actual);
        _links.Near.EndFrame();
        Assert.Equal(expected.Sum(0), actual.Sum(0));
    }
}
