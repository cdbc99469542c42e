using System.Security.Cryptography;
using ActorNet.Actors.Joining;
using ActorNet.Coordination.Messages;
using ActorNet.Protocol;
using ActorNet.Transport.Authentication;
using ActorNet.Transport.Connections;
using Akka.Actor;
using Akka.TestKit;

namespace ActorNet.Actors.Tests.Joining;

/// <summary>The run, asked by workers, message by message.</summary>
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
    public void Worker_that_asks_is_offered_the_run_under_its_name()
    {
        var worker = CreateTestProbe();
        var offer = Join(worker, "alice");

        Assert.Equal(("run", 1, "alice"), (offer.RunId, offer.Incarnation, offer.Worker));
        Assert.Equal((Run.Dataset, Run.Endpoint), (offer.Dataset, offer.Endpoint));
        _coordinator.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Worker_that_asks_before_the_run_begins_is_answered_when_it_does()
    {
        var worker = CreateTestProbe();
        Action<IActorRef> ask = elected => elected.Tell(new JoinRun("alice", 1, "test", ProtocolVersion.Current), worker.Ref);
        var run = Sys.ActorOf(Props.Create(() => new RunSingletonActor(ask)));
        worker.ExpectNoMsg(TimeSpan.Zero);

        run.Tell(new BeginRun(Run, _ => _coordinator.Ref));

        Assert.Equal("alice", worker.ExpectMsg<RunOffered>(TimeSpan.FromSeconds(20)).Worker);
    }

    [Fact]
    public void Nobody_is_taken_any_more_by_a_coordinator_that_leaves()
    {
        var worker = CreateTestProbe();
        _run.Tell(new EndWorker(CloseReason.Fault, "this coordinator hands the run over"));
        _run.Tell(new JoinRun("alice", 1, "test", ProtocolVersion.Current), worker.Ref);
        _run.Tell(new Identify(0), worker.Ref);
        worker.ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Processes_that_ask_for_one_name_are_told_apart()
    {
        Assert.Equal("alice", Join(CreateTestProbe(), "alice").Worker);
        Assert.Equal("alice-2", Join(CreateTestProbe(), "alice").Worker);
        Assert.Equal("alice-3", Join(CreateTestProbe(), "alice").Worker);
        Assert.Equal("alice-2-2", Join(CreateTestProbe(), "alice-2").Worker);
    }

    [Fact]
    public void Nobody_is_called_as_a_worker_of_the_coordinators_own_process() =>
        Assert.Equal("worker-1-2", Join(CreateTestProbe(), "worker-1").Worker);

    [Fact]
    public void Worker_that_asks_again_keeps_its_name()
    {
        var worker = CreateTestProbe();
        var first = Join(worker, "alice");
        var second = Join(worker, "alice");

        Assert.Equal("alice", second.Worker);
        Assert.NotEqual(first.Token, second.Token);
    }

    [Fact]
    public void Name_is_free_again_when_its_worker_is_gone()
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
    public void Name_that_is_none_is_refused(string name)
    {
        var worker = CreateTestProbe();
        _run.Tell(new JoinRun(name, 1, "test", ProtocolVersion.Current), worker.Ref);
        Assert.StartsWith("Its name is not one", worker.ExpectMsg<JoinRefused>().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Worker_of_another_version_is_refused()
    {
        var worker = CreateTestProbe();
        _run.Tell(new JoinRun("alice", 1, "actornet 9.9", ProtocolVersion.Current + 1), worker.Ref);
        Assert.Contains($"and actornet 9.9 version {ProtocolVersion.Current + 1}", worker.ExpectMsg<JoinRefused>().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Worker_is_offered_a_run_with_a_secret_when_it_has_proved_to_know_it()
    {
        var (run, worker, applicant) = (RunWithSecret(), CreateTestProbe(), Applicant("correct horse battery"));
        run.Tell(applicant.Question, worker.Ref);
        run.Tell(applicant.Prove(worker.ExpectMsg<JoinChallenge>(Deadline)), worker.Ref);
        Assert.True(applicant.Trusts(worker.ExpectMsg<RunOffered>(Deadline)));
    }

    [Fact]
    public void Worker_that_does_not_know_the_secret_is_refused_and_has_no_session()
    {
        var (run, worker, applicant) = (RunWithSecret(), CreateTestProbe(), Applicant("incorrect horse battery"));
        run.Tell(applicant.Question with { Nonce = "" }, worker.Ref);
        Assert.StartsWith("The join secret is missing", worker.ExpectMsg<JoinRefused>(Deadline).Reason, StringComparison.Ordinal);
        run.Tell(applicant.Question, worker.Ref);
        run.Tell(applicant.Prove(worker.ExpectMsg<JoinChallenge>(Deadline)), worker.Ref);
        Assert.StartsWith("The join secret is not this run's", worker.ExpectMsg<JoinRefused>(Deadline).Reason, StringComparison.Ordinal);
        run.Tell(new JoinProof(""), worker.Ref); // nobody asked
        run.Tell(applicant.Question, worker.Ref);
        worker.ExpectMsg<JoinChallenge>(Deadline);
        Assert.Empty(((ActorRefWithCell)run).Children);
    }

    [Fact]
    public void Questions_and_the_end_go_to_the_coordinator()
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

        _run.Tell(new EndWorker(CloseReason.RunCompleted, "the run is over"));

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

    private static Applying Applicant(string secret) => new(JoinSecret.Parse(secret, "It"));

    private sealed class Applying
    {
        private readonly JoinClient _applicant;

        public Applying(JoinSecret secret)
        {
            _applicant = new JoinClient(secret, "alice", RandomNumberGenerator.Create());
            _applicant.Begin();
        }

        public JoinRun Question => new("alice", 1, "test", ProtocolVersion.Current, _applicant.Nonce);

        public JoinProof Prove(JoinChallenge challenge) => _applicant.Answer(challenge)!;

        public bool Trusts(RunOffered offer) => _applicant.Trusts(offer);
    }

    private RunOffered Join(TestProbe worker, string name)
    {
        _run.Tell(new JoinRun(name, 1, "test", ProtocolVersion.Current), worker.Ref);
        return worker.ExpectMsg<RunOffered>(TimeSpan.FromSeconds(20));
    }
}
