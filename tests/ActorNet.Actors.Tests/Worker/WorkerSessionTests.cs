using System.Net;
using ActorNet.Actors.Serialization;
using ActorNet.Actors.Worker;
using ActorNet.Models.Datasets;
using ActorNet.Protocol;
using ActorNet.Testing;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;

namespace ActorNet.Actors.Tests.Worker;

public class WorkerSessionTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Failing_session_reports_the_error_to_the_coordinator()
    {
        var closeReason = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new TensorServer(
            new IPEndPoint(IPAddress.Loopback, 0), new TensorServerOptions(), TimeProvider.System,
            (link, _, _) =>
            {
                link.Send(new FrameHeader { Kind = FrameKind.Welcome });
                new Thread(() =>
                {
                    var closed = Record.Exception(() => link.Receive()) as LinkClosedException;
                    closeReason.SetResult($"{closed?.Exit.Reason}: {closed?.Exit.Detail}");
                }).Start();
            },
            (_, _) => { });
        _ = new WorkerSession(Offer(server.EndPoint), new WorkerResources(1, new DatasetCache("nowhere"), TimeProvider.System), TestActor, _ => { });

        var ended = ExpectMsg<SessionEnded>(Deadline);
        Assert.Equal(WorkerExitReason.WorkerFailed, ended.Exit.Reason);
        Assert.Equal($"{WorkerExitReason.WorkerFailed}: {ended.Exit.Detail}", await closeReason.Task.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Session_closed_before_its_link_is_open_sends_its_own_reason()
    {
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var closing = new TaskCompletionSource();
        var end = new TaskCompletionSource<WorkerExit?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new TensorServer(
            new IPEndPoint(IPAddress.Loopback, 0), new TensorServerOptions(), TimeProvider.System,
            (link, _, _) => new Thread(() =>
            {
                connected.SetResult();
                closing.Task.Wait(Deadline);
                link.Send(new FrameHeader { Kind = FrameKind.Welcome });
                end.SetResult((Record.Exception(() => link.Receive()) as LinkClosedException)?.Exit);
            }).Start(),
            (_, _) => { });
        var session = new WorkerSession(
            Offer(server.EndPoint), new WorkerResources(1, new DatasetCache("nowhere"), TimeProvider.System), TestActor, _ => { });

        await connected.Task.WaitAsync(Deadline);
        session.Close(WorkerExitReason.CoordinatorLeft);
        closing.SetResult();

        Assert.Equal(WorkerExitReason.CoordinatorLeft, ExpectMsg<SessionEnded>(Deadline).Exit.Reason);
        Assert.Equal(new WorkerExit(WorkerExitReason.CoordinatorLeft), await end.Task.WaitAsync(Deadline));
    }

    private static RunOffered Offer(IPEndPoint endpoint) => new(
        "run", 1, "w", SpecJson.Write(SmallData.Spec()), new DatasetOffered("d", "not a hash", 5), endpoint.ToString(), "t");
}
