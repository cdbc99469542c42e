using System.Net;
using ActorNet.Actors.Serialization;
using ActorNet.Actors.Worker;
using ActorNet.Models.Datasets;
using ActorNet.Protocol;
using ActorNet.Testing;
using ActorNet.Transport.Connections;
using ActorNet.Transport.Frames;
using ActorNet.Transport.Links;
using Akka.TestKit.Xunit2;

namespace ActorNet.Actors.Tests.Worker;

public class WorkerSessionTests : TestKit
{
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
                    closeReason.SetResult($"{closed?.Reason}: {closed?.Message}");
                }).Start();
            },
            (_, _) => { });
        var offer = new RunOffered("run", 1, "w", SpecJson.Write(SmallData.Spec()), new DatasetOffered("d", "not a hash", 5), server.EndPoint.ToString(), "t");
        _ = new WorkerSession(offer, new WorkerResources(1, new DatasetCache("nowhere"), TimeProvider.System), TestActor, _ => { });

        var ended = ExpectMsg<SessionEnded>(TimeSpan.FromSeconds(20));
        Assert.Equal(WorkerExitReason.WorkerFailed, ended.Exit.Reason);
        Assert.Equal($"{WorkerExitReason.WorkerFailed}: {ended.Exit.Detail}", await closeReason.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }
}
