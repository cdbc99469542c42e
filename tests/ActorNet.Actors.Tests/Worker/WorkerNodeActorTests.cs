using System.Net;
using System.Net.Sockets;
using ActorNet.Actors.Worker;
using ActorNet.Models.Datasets;
using ActorNet.Protocol;
using ActorNet.Transport.Authentication;
using Akka.Actor;

namespace ActorNet.Actors.Tests.Worker;

/// <summary>Joining and leaving from the worker process's side, message by message; the test plays the run.</summary>
public class WorkerNodeActorTests : Akka.TestKit.Xunit2.TestKit
{
    [Fact]
    public void Worker_asks_to_join()
    {
        Start();
        var join = ExpectMsg<JoinRun>();
        Assert.Equal(("w", 2, ProtocolVersion.Current), (join.Worker, join.Threads, join.Version));
    }

    [Fact]
    public void Worker_whose_node_is_downed_has_lost_the_coordinator()
    {
        var worker = Start();
        ExpectMsg<JoinRun>();
        Sys.Stop(worker);
        Assert.Equal(new WorkerExit(WorkerExitReason.NodeRemoved), ExpectMsg<WorkerExit>());
    }

    [Fact]
    public void Worker_asked_to_leave_ends_before_it_is_stopped()
    {
        var worker = Start();
        ExpectMsg<JoinRun>();
        worker.Tell(new LeaveCluster());
        Assert.Equal(new WorkerExit(WorkerExitReason.WorkerLeft), ExpectMsg<WorkerExit>());
    }

    [Fact]
    public void Worker_with_a_secret_rejects_a_coordinator_that_does_not_know_it()
    {
        var worker = Start(JoinSecret.Parse("correct horse battery", "It"));
        Assert.Matches("^[0-9a-f]{32}$", ExpectMsg<JoinRun>().Nonce);
        worker.Tell(new JoinChallenge("ab"));
        ExpectMsg<JoinProof>();
        worker.Tell(new RunOffered("r", 1, "w", "{}", new DatasetOffered("", "", 0), "127.0.0.1:1", "token", "00"));
        Assert.Equal(new WorkerExit(WorkerExitReason.CoordinatorUntrusted), ExpectMsg<WorkerExit>());
    }

    [Fact]
    public void Worker_without_a_secret_does_not_answer_a_challenge()
    {
        var worker = Start();
        Assert.Equal("", ExpectMsg<JoinRun>().Nonce);
        worker.Tell(new JoinChallenge("ab"));
        worker.Tell(new WorkerRejected(new WorkerExit(WorkerExitReason.SecretMissing)));
        Assert.Equal(new WorkerExit(WorkerExitReason.SecretMissing), ExpectMsg<WorkerExit>());
    }

    [Fact]
    public void Rejection_with_a_later_programs_reason_is_final()
    {
        var worker = Start();
        ExpectMsg<JoinRun>();
        worker.Tell(new WorkerRejected(new WorkerExit(1000, "a later program's reason")));
        var exit = ExpectMsg<WorkerExit>();
        Assert.True(exit.IsRejection);
        Assert.Equal("a later program's reason", exit.ToString());
    }

    [Fact]
    public void Only_the_proxy_of_its_session_admits_a_worker()
    {
        var (proxy, stranger) = (CreateTestProbe(), CreateTestProbe());
        var worker = Start(onEvent: TestActor.Tell);
        ExpectMsg<JoinRun>();
        worker.Tell(new RunOffered("r", 1, "w", "{}", new DatasetOffered("", "", 0), "127.0.0.1:1", "token"), proxy);
        worker.Tell(new WorkerAdmitted("another", 1), stranger);
        worker.Tell(new WorkerAdmitted("r", 1), proxy);
        Assert.Equal(new RunJoined("r", "w"), ExpectMsg<RunJoined>());
    }

    [Fact]
    public void Answer_to_a_repeated_request_is_declined()
    {
        using var coordinator = new TcpListener(IPAddress.Loopback, 0); // accepts the session's link, and is silent
        coordinator.Start();
        var endpoint = coordinator.LocalEndpoint.ToString()!;
        var (first, second) = (CreateTestProbe(), CreateTestProbe());
        var worker = Start();
        ExpectMsg<JoinRun>();
        foreach (var (proxy, token) in new[] { (first, "token 1"), (first, "token 1"), (second, "token 2") })
            worker.Tell(new RunOffered("r", 1, "w", "{}", new DatasetOffered("", "", 0), endpoint, token), proxy);

        Assert.Equal(new LeaveRun("r", 1, "w"), second.ExpectMsg<LeaveRun>());
        first.ExpectNoMsg(TimeSpan.Zero);
    }

    private IActorRef Start(JoinSecret? secret = null, Action<WorkerEvent>? onEvent = null)
    {
        var test = TestActor;
        var settings = new WorkerNodeSettings(
            "w", "test", new WorkerResources(2, new DatasetCache("nowhere"), TimeProvider.System), onEvent ?? (_ => { }), test.Tell)
        {
            Secret = secret,
        };
        return Sys.ActorOf(Props.Create(() => new WorkerNodeActor(settings, test)));
    }
}
