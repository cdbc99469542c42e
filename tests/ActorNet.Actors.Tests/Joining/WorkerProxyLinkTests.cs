using ActorNet.Actors.Joining;
using ActorNet.Coordination.Messages;
using ActorNet.Learning.Gradients;
using ActorNet.Protocol;
using ActorNet.Testing;
using ActorNet.Transport.Frames;
using Akka.TestKit;

namespace ActorNet.Actors.Tests.Joining;

/// <summary>What a worker may send over its link; everything else closes it. The test plays a faulty or hostile worker.</summary>
public sealed class WorkerProxyLinkTests : JoiningKit
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(20);
    private static readonly SliceRange Slices = new(0, 4);

    private readonly LinkPair _links = new();
    private readonly TestProbe _session;
    private readonly TestProbe _coordinator;
    private readonly WorkerProxyLink _link;

    public WorkerProxyLinkTests()
    {
        (_session, _coordinator) = (CreateTestProbe(), CreateTestProbe());
        _link = new WorkerProxyLink(_links.Near, Run, _session, _coordinator, "w");
        _link.Start();
        _links.Far.Receive();
        _links.Far.EndFrame();
    }

    protected override void AfterAll()
    {
        _links.Dispose();
        base.AfterAll();
    }

    [Fact]
    public void Answers_are_passed_to_the_coordinator()
    {
        foreach (var step in new[] { 0L, 1 })
        {
            Ask(step);
            Answer(step, step + 1f);
            Assert.Equal(step + 1f, _coordinator.ExpectMsg<GradientComputed>(ResponseTimeout).Result.Sum(0)[0]);
        }
    }

    [Fact]
    public void Unrequested_answer_is_not_read_and_closes_the_link()
    {
        Ask(0);
        Answer(0, 1f);
        var first = _coordinator.ExpectMsg<GradientComputed>(ResponseTimeout);
        Answer(1, 666f);

        Assert.Equal("it answered what it was not asked", _session.ExpectMsg<LinkClosed>(ResponseTimeout).Exit.Detail);
        Assert.Equal(1f, first.Result.Sum(0)[0]);
    }

    [Fact]
    public void Duplicate_answer_closes_the_link()
    {
        Ask(0);
        Answer(0, 1f);
        Answer(0, 1f);

        _session.ExpectMsg<LinkClosed>(ResponseTimeout);
        _coordinator.ExpectMsg<GradientComputed>(ResponseTimeout);
        _coordinator.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Answer_to_another_request_closes_the_link()
    {
        Ask(0);
        _links.Far.Send(Header(FrameKind.SlicesEvaluated, 0), new byte[sizeof(double)].AsSpan());

        Assert.StartsWith("it answered for ", _session.ExpectMsg<LinkClosed>(ResponseTimeout).Exit.Detail, StringComparison.Ordinal);
        _coordinator.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Compute_time_is_at_most_the_elapsed_time()
    {
        Ask(0);
        Answer(0, 1f, TimeSpan.MaxValue);
        Assert.InRange(_coordinator.ExpectMsg<GradientComputed>(ResponseTimeout).ComputeTime, TimeSpan.Zero, 2 * ResponseTimeout);
    }

    [Fact]
    public void Negative_compute_time_closes_the_link()
    {
        Ask(0);
        Answer(0, 1f, TimeSpan.FromTicks(-1));
        Assert.StartsWith("it claimed to have computed for ", _session.ExpectMsg<LinkClosed>(ResponseTimeout).Exit.Detail, StringComparison.Ordinal);
    }

    private void Ask(long step)
    {
        _link.Send(new ComputeGradient(new RoundId("run", 1, RoundKind.Gradient, step), Slices, new float[Run.Spec.Network.ParameterCount]));
        var header = _links.Far.Receive();
        _links.Far.Read(new byte[header.PayloadBytes]);
        _links.Far.EndFrame();
    }

    private void Answer(long step, float fill, TimeSpan computing = default)
    {
        var gradient = new PartialGradient(Run.Spec.Network.ParameterCount);
        gradient.Begin(Slices, Run.Plan.SlicesIn(step));
        for (var i = 0; i < gradient.NodeCount; i++)
            Array.Fill(gradient.Sum(i), fill);
        _links.Far.Send(Header(FrameKind.GradientComputed, step) with { ComputeTime = computing }, gradient);
    }

    private static FrameHeader Header(FrameKind kind, long step) => new()
    {
        Kind = kind, Run = Run.Number, Incarnation = 1, Round = RoundKind.Gradient, Step = step, Slices = Slices,
    };
}
