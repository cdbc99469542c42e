using ActorNet.Cluster.Tests.Harness;
using ActorNet.TestKit.Processes;

namespace ActorNet.Cluster.Tests;

public sealed class FaultyWorkerTests : IDisposable
{
    private readonly ProcessCluster _cluster = Digits.CreateCluster();

    public void Dispose() => _cluster.Dispose();

    /// <summary>One worker that computes wrongly from the start, and one that starts to do so after its admission.</summary>
    [Fact]
    public async Task Faulty_worker_is_named_and_rejected_and_does_not_affect_the_weights()
    {
        var coordinator = await _cluster.StartCoordinatorAsync([.. Digits.Options("run"), "--min-workers", "2"]);
        var endpoint = coordinator.Endpoint;
        var wrong = _cluster.StartFaultyWorker("wrong", endpoint, WorkerFault.ComputeWrongly());
        await wrong.ExpectExitAsync(1);
        Assert.Equal($"The coordinator at {endpoint} rejects this worker: its arithmetic is wrong.\n", wrong.Errors);
        Assert.DoesNotContain("looking for a run", wrong.Output, StringComparison.Ordinal);
        Assert.StartsWith("its arithmetic is wrong", await coordinator.WaitForWorkerLeftAsync("wrong"), StringComparison.Ordinal);
        Assert.False(coordinator.HasEvent("worker-joined"));

        _cluster.StartWorker("right", endpoint, "--threads", "1", "--exit-when-done");
        var failing = _cluster.StartFaultyWorker("failing", endpoint, WorkerFault.ComputeWrongly(after: 5));
        await coordinator.WaitForWorkerJoinedAsync("failing");
        Assert.StartsWith("its arithmetic is wrong", await coordinator.WaitForWorkerLeftAsync("failing"), StringComparison.Ordinal);
        var rewound = await coordinator.WaitForEventAsync("training-rewound");
        Assert.Equal("worker 'failing' computed wrongly", rewound.GetProperty("reason").GetString());
        await failing.ExpectExitAsync(1);
        Assert.Equal($"The coordinator at {endpoint} rejects this worker: its arithmetic is wrong.\n", failing.Errors);
        Assert.DoesNotContain("looking for a run", failing.Output, StringComparison.Ordinal);

        await coordinator.ExpectWeightsAsync(await Digits.ExpectedHashAsync(_cluster.PathOf("run")));
        await _cluster.ExpectVerifiedAsync("run");
    }
}
