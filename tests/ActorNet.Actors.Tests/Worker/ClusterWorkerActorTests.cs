using ActorNet.Actors.Worker;
using ActorNet.Models.Datasets;
using ActorNet.Protocol;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorNet.Actors.Tests.Worker;

/// <summary>The worker process's side of joining and leaving, message by message, with the test as the run.</summary>
public class ClusterWorkerActorTests : TestKit
{
    [Fact]
    public void Worker_asks_to_take_part()
    {
        Start();
        var join = ExpectMsg<JoinRun>();
        Assert.Equal(("w", 2, ProtocolVersion.Current), (join.Worker, join.Threads, join.Version));
    }

    [Fact]
    public void Worker_whose_node_is_stopped_by_the_cluster_has_lost_the_coordinator()
    {
        var worker = Start();
        ExpectMsg<JoinRun>();
        Sys.Stop(worker);
        Assert.Equal(EngagementEnd.CoordinatorLost, ExpectMsg<EngagementEnd>());
    }

    [Fact]
    public void Worker_that_is_asked_to_leave_ends_before_it_is_stopped()
    {
        var worker = Start();
        ExpectMsg<JoinRun>();
        worker.Tell(new Leave("it was asked to leave"));
        Assert.Equal(EngagementEnd.Left, ExpectMsg<EngagementEnd>());
    }

    private IActorRef Start()
    {
        var test = TestActor;
        var settings = new ClusterWorkerSettings(
            "w", "test", new WorkerResources(2, new DatasetCache("nowhere"), TimeProvider.System), _ => { }, (end, _) => test.Tell(end));
        return Sys.ActorOf(Props.Create(() => new ClusterWorkerActor(settings, test)));
    }
}
