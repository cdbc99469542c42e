using ActorNet.Cluster.Tests.Harness;
using ActorNet.TestKit.Processes;

namespace ActorNet.Cluster.Tests;

public sealed class LinkTests : IDisposable
{
    private readonly ProcessCluster _cluster = Digits.CreateCluster();

    public void Dispose() => _cluster.Dispose();

    /// <summary>A worker whose link is silent is not waited for; when the link is back, it takes part again, also after a reset.</summary>
    [Fact]
    public async Task Worker_whose_link_is_held_or_cut_is_replaced_and_readmitted()
    {
        var coordinator = await _cluster.StartCoordinatorAsync(
            [.. Digits.Options("run", Digits.Endless), "--min-workers", "2", "--topology", "sharded"]);
        var proxy = _cluster.AddProxy(coordinator.Endpoint);
        _cluster.StartWorker("steady", coordinator.Endpoint);
        var held = _cluster.StartWorker("held", proxy);
        await coordinator.WaitForStepByAsync("held");

        foreach (var interrupt in new[] { proxy.Hold, proxy.Cut })
        {
            var before = (Coordinator: coordinator.EventCount, Worker: held.EventCount);
            interrupt();
            await coordinator.WaitForWorkerLeftAsync("held", before.Coordinator);
            await coordinator.WaitForStepAsync(0, coordinator.EventCount);
            var since = coordinator.EventCount;
            proxy.Restore();
            await held.WaitForEventAsync("run-left", since: before.Worker);
            await coordinator.WaitForWorkerJoinedAsync("held", since);
            await coordinator.WaitForStepByAsync("held", since);
        }

        await coordinator.ExpectInterruptedAsync(_cluster.PathOf("run"));
    }
}
