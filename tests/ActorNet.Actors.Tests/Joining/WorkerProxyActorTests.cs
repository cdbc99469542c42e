using ActorNet.Actors.Joining;
using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Verification;
using ActorNet.Learning.Gradients;
using ActorNet.Protocol;
using ActorNet.Testing;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using Akka.Actor;
using Akka.TestKit;

namespace ActorNet.Actors.Tests.Joining;

/// <summary>The proxy of one worker, message by message and frame by frame; the test plays worker and coordinator.</summary>
public sealed class WorkerProxyActorTests : JoiningKit
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(20);

    private readonly TestProbe _worker;
    private readonly TestProbe _coordinator;
    private readonly LinkPair _links = new();
    private readonly IActorRef _session;
    private readonly string _token;

    public WorkerProxyActorTests()
    {
        (_worker, _coordinator) = (CreateTestProbe(), CreateTestProbe());
        var (worker, coordinator) = (_worker.Ref, _coordinator.Ref);
        _session = Sys.ActorOf(Props.Create(() => new WorkerProxyActor(Run, "alice", worker, coordinator)));
        Watch(_session);
        _token = _worker.ExpectMsg<RunOffered>(ResponseTimeout).Token;
    }

    protected override void AfterAll()
    {
        _links.Dispose();
        base.AfterAll();
    }

    [Fact]
    public void Worker_registers_when_it_is_prepared_and_not_before()
    {
        Open();
        _session.Tell(new WorkerReady("run", 2, "alice"));
        _session.Tell(new WorkerReady("another", 1, "alice"));
        _coordinator.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        _session.Tell(new WorkerReady("run", 1, "alice"));
        Assert.Equal("alice", _coordinator.ExpectMsg<RegisterWorker>(ResponseTimeout).Worker);
        _session.Tell(new WorkerAccepted("run", 4));
        Assert.Equal(new WorkerReady("run", 4, "alice"), _coordinator.ExpectMsg<WorkerReady>(ResponseTimeout));
        _worker.ExpectNoMsg(TimeSpan.Zero);
        _session.Tell(new WorkerAdmitted("run", 4));
        Assert.Equal(new WorkerAdmitted("run", 4), _worker.ExpectMsg<WorkerAdmitted>(ResponseTimeout));
    }

    [Fact]
    public void Parameters_are_sent_once_per_round()
    {
        Prepare();
        var parameters = Canary.ParametersOf(Run.Spec);
        var round = new RoundId("run", 1, RoundKind.Gradient, 7);
        _session.Tell(new ComputeGradient(round, new SliceRange(0, 2), parameters));
        _session.Tell(new ComputeGradient(round, new SliceRange(3, 1), parameters));
        _session.Tell(new ComputeGradient(round with { Step = 8 }, new SliceRange(0, 2), parameters));

        Assert.Equal((7L, new SliceRange(0, 2), 4L * parameters.Length), Next(FrameKind.ComputeGradient));
        Assert.Equal((7L, new SliceRange(3, 1), 0L), Next(FrameKind.ComputeGradient));
        Assert.Equal((8L, new SliceRange(0, 2), 4L * parameters.Length), Next(FrameKind.ComputeGradient));
    }

    [Fact]
    public void Canary_is_sent_over_the_link()
    {
        Prepare();
        _session.Tell(new ComputeCanary("run"));

        Assert.Equal((0L, Canary.Slices, 4L * Run.Spec.Network.ParameterCount), Next(FrameKind.ComputeGradient));
    }

    [Fact]
    public void Closed_link_is_reported_to_the_coordinator()
    {
        Prepare();
        _links.Far.Close(new WorkerExit(WorkerExitReason.WorkerLeft, "Enough."));

        Assert.Equal(
            new WorkerLost("alice", new WorkerExit(WorkerExitReason.WorkerLeft, "Enough.")), _coordinator.ExpectMsg<WorkerLost>(ResponseTimeout));
        ExpectTerminated(_session, ResponseTimeout);
    }

    [Fact]
    public void Leaving_or_dead_worker_is_reported_to_the_coordinator()
    {
        Prepare();
        _session.Tell(new LeaveRun("run", 1, "alice"));
        Assert.Equal(
            new WorkerLost("alice", new WorkerExit(WorkerExitReason.WorkerLeft)), _coordinator.ExpectMsg<WorkerLost>(ResponseTimeout));
        ExpectTerminated(_session, ResponseTimeout);
    }

    [Fact]
    public void Ended_worker_receives_the_reason_over_the_link()
    {
        Prepare();
        _session.Tell(new EndWorker(WorkerExitReason.WrongResults));

        ExpectTerminated(_session, ResponseTimeout);
        var closed = Assert.Throws<LinkClosedException>(() => _links.Far.Receive());
        Assert.Equal((WorkerExitReason.WrongResults, "its arithmetic is wrong"), (closed.Exit.Reason, closed.Message));
    }

    [Fact]
    public void Token_is_revoked_when_the_session_ends()
    {
        Sys.Stop(_worker.Ref);
        ExpectTerminated(_session, ResponseTimeout);

        Assert.False(Run.Tokens.Redeem(_token, _links.Near));
    }

    private void Open()
    {
        Assert.True(Run.Tokens.Redeem(_token, _links.Near));
        Assert.Equal(FrameKind.Welcome, _links.Far.Receive().Kind);
        _links.Far.EndFrame();
    }

    private void Prepare()
    {
        Open();
        _session.Tell(new WorkerReady("run", 1, "alice"));
        _coordinator.ExpectMsg<RegisterWorker>(ResponseTimeout);
    }

    private (long Step, SliceRange Slices, long PayloadBytes) Next(FrameKind kind)
    {
        var header = _links.Far.Receive();
        Assert.Equal(kind, header.Kind);
        _links.Far.Read(new byte[header.PayloadBytes]);
        _links.Far.EndFrame();
        return (header.Step, header.Slices, header.PayloadBytes);
    }
}
