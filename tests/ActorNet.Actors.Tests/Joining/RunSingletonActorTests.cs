using System.Security.Cryptography;
using ActorNet.Actors.Joining;
using ActorNet.Coordination.Messages;
using ActorNet.Protocol;
using ActorNet.Transport.Authentication;
using ActorNet.Transport.Connections;
using Akka.Actor;
using Akka.TestKit;

namespace ActorNet.Actors.Tests.Joining;

/// <summary>The run singleton, message by message, with test probes as workers.</summary>
public sealed class RunSingletonActorTests : JoiningKit
{
    private readonly TestProbe _coordinator;
    private readonly IActorRef _run;

    public RunSingletonActorTests()
    {
        _coordinator = CreateTestProbe();
        var coordinator = _coordinator.Ref;
        Action<IActorRef> ignore = _ => { };
        _run = Sys.ActorOf(Props.Create(() => new RunSingletonActor(ignore)), "run");
        _run.Tell(new BeginRun(Run, _ => coordinator));
    }

    [Fact]
    public void Joining_worker_is_offered_the_run_under_its_name()
    {
        var worker = CreateTestProbe();
        var offer = Join(worker, "alice");

        Assert.Equal(("run", 1, "alice"), (offer.RunId, offer.Incarnation, offer.Worker));
        Assert.Equal((Run.Dataset, Run.Endpoint), (offer.Dataset, offer.Endpoint));
        _coordinator.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Worker_that_joins_before_the_run_begins_gets_the_offer_when_it_does()
    {
        var worker = CreateTestProbe();
        Action<IActorRef> ask = elected => elected.Tell(new JoinRun("alice", 1, "test", ProtocolVersion.Current), worker.Ref);
        var run = Sys.ActorOf(Props.Create(() => new RunSingletonActor(ask)));
        worker.ExpectNoMsg(TimeSpan.Zero);

        run.Tell(new BeginRun(Run, _ => _coordinator.Ref));

        Assert.Equal("alice", worker.ExpectMsg<RunOffered>(TimeSpan.FromSeconds(20)).Worker);
    }

    [Fact]
    public void Leaving_coordinator_accepts_no_worker()
    {
        var worker = CreateTestProbe();
        _run.Tell(new EndWorker(new WorkerExit(WorkerExitReason.HandedOver)));
        _run.Tell(new JoinRun("alice", 1, "test", ProtocolVersion.Current), worker.Ref);
        _run.Tell(new Identify(0), worker.Ref);
        worker.ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Processes_with_the_same_name_get_distinct_names()
    {
        Assert.Equal("alice", Join(CreateTestProbe(), "alice").Worker);
        Assert.Equal("alice-2", Join(CreateTestProbe(), "alice").Worker);
        Assert.Equal("alice-3", Join(CreateTestProbe(), "alice").Worker);
        Assert.Equal("alice-2-2", Join(CreateTestProbe(), "alice-2").Worker);
    }

    [Fact]
    public void Names_of_the_coordinators_own_workers_are_reserved() =>
        Assert.Equal("worker-1-2", Join(CreateTestProbe(), "worker-1").Worker);

    [Fact]
    public void Worker_that_joins_again_keeps_its_name()
    {
        var worker = CreateTestProbe();
        var first = Join(worker, "alice");
        var second = Join(worker, "alice");

        Assert.Equal("alice", second.Worker);
        Assert.NotEqual(first.Token, second.Token);
    }

    [Fact]
    public void Name_is_free_again_after_its_worker_has_left()
    {
        var worker = CreateTestProbe();
        Join(worker, "alice");
        Sys.Stop(worker.Ref);

        AwaitAssert(() => Assert.Equal("alice", Join(CreateTestProbe(), "alice").Worker), TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("two\nlines")]
    [InlineData("\u001b[2J")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public void Invalid_name_is_rejected(string name)
    {
        var worker = CreateTestProbe();
        _run.Tell(new JoinRun(name, 1, "test", ProtocolVersion.Current), worker.Ref);
        Assert.Equal(new WorkerExit(WorkerExitReason.InvalidName), worker.ExpectMsg<WorkerRejected>(Deadline).Exit);
    }

    [Fact]
    public void Worker_of_another_version_is_rejected()
    {
        var worker = CreateTestProbe();
        _run.Tell(new JoinRun("alice", 1, "actornet 9.9", ProtocolVersion.Current + 1), worker.Ref);
        Assert.Equal(
            $"the two sides speak different versions of the protocol, {ProtocolVersion.Current} (the coordinator) and "
            + $"{ProtocolVersion.Current + 1} (actornet 9.9); run the same program on both",
            worker.ExpectMsg<WorkerRejected>(Deadline).Exit.ToString());
    }

    [Fact]
    public void Worker_that_proves_the_secret_is_offered_the_run()
    {
        var (run, worker, client) = (RunWithSecret(), CreateTestProbe(), Client("correct horse battery"));
        run.Tell(client.Request, worker.Ref);
        run.Tell(client.Prove(worker.ExpectMsg<JoinChallenge>(Deadline)), worker.Ref);
        Assert.True(client.Trusts(worker.ExpectMsg<RunOffered>(Deadline)));
    }

    [Fact]
    public void Worker_that_does_not_know_the_secret_is_rejected_without_a_session()
    {
        var (run, worker, client) = (RunWithSecret(), CreateTestProbe(), Client("incorrect horse battery"));
        run.Tell(client.Request with { Nonce = "" }, worker.Ref);
        Assert.Equal(new WorkerExit(WorkerExitReason.SecretMissing), worker.ExpectMsg<WorkerRejected>(Deadline).Exit);
        run.Tell(client.Request, worker.Ref);
        run.Tell(client.Prove(worker.ExpectMsg<JoinChallenge>(Deadline)), worker.Ref);
        Assert.Equal(new WorkerExit(WorkerExitReason.SecretWrong), worker.ExpectMsg<WorkerRejected>(Deadline).Exit);
        run.Tell(new JoinProof(""), worker.Ref); // unrequested
        run.Tell(client.Request, worker.Ref);
        worker.ExpectMsg<JoinChallenge>(Deadline);
        Assert.Empty(((ActorRefWithCell)run).Children);
    }

    [Fact]
    public void Status_queries_and_stop_requests_go_to_the_coordinator()
    {
        _run.Tell(GetRunStatus.Instance);
        _coordinator.ExpectMsg<GetRunStatus>();
        _run.Tell(new StopTraining("run"));
        _coordinator.ExpectMsg<StopTraining>();
    }

    [Fact]
    public void End_of_the_run_ends_all_sessions()
    {
        var workers = new[] { CreateTestProbe(), CreateTestProbe() };
        var sessions = workers.Select(worker =>
        {
            Join(worker, "alice");
            return Watch(worker.LastSender);
        }).ToList();

        _run.Tell(new EndWorker(new WorkerExit(WorkerExitReason.RunCompleted)));

        Assert.Equal(sessions.ToHashSet(), sessions.Select(_ => ExpectMsg<Terminated>(TimeSpan.FromSeconds(20)).ActorRef).ToHashSet());
    }

    private static TimeSpan Deadline => TimeSpan.FromSeconds(20);

    private IActorRef RunWithSecret()
    {
        var (offer, coordinator) = (Run with { Secret = JoinSecret.Parse("correct horse battery", "It") }, _coordinator.Ref);
        Action<IActorRef> ignore = _ => { };
        var run = Sys.ActorOf(Props.Create(() => new RunSingletonActor(ignore)));
        run.Tell(new BeginRun(offer, _ => coordinator));
        return run;
    }

    private static TestJoinClient Client(string secret) => new(JoinSecret.Parse(secret, "It"));

    private sealed class TestJoinClient
    {
        private readonly JoinClient _client;

        public TestJoinClient(JoinSecret secret)
        {
            _client = new JoinClient(secret, "alice", RandomNumberGenerator.Create());
            _client.Begin();
        }

        public JoinRun Request => new("alice", 1, "test", ProtocolVersion.Current, _client.Nonce);

        public JoinProof Prove(JoinChallenge challenge) => _client.Answer(challenge)!;

        public bool Trusts(RunOffered offer) => _client.Trusts(offer);
    }

    private RunOffered Join(TestProbe worker, string name)
    {
        _run.Tell(new JoinRun(name, 1, "test", ProtocolVersion.Current), worker.Ref);
        return worker.ExpectMsg<RunOffered>(TimeSpan.FromSeconds(20));
    }
}
