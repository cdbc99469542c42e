using ActorNet.Cluster.Tests.Harness;
using ActorNet.TestKit.Processes;

namespace ActorNet.Cluster.Tests;

public sealed class LeaveTests : IDisposable
{
    private readonly ProcessCluster _cluster = Digits.CreateCluster();

    public void Dispose() => _cluster.Dispose();

    /// <summary>A worker leaves, then the coordinator; the run is resumed in one process, and in another cluster.</summary>
    [Fact]
    public async Task Terminated_processes_leave_gracefully_and_the_run_can_be_resumed_anywhere()
    {
        var coordinator = await _cluster.StartCoordinatorAsync([.. Digits.Options("run"), "--min-workers", "2"]);
        var endpoint = coordinator.Endpoint;
        var staying = _cluster.StartWorker("staying", endpoint);
        var leaving = _cluster.StartWorker("leaving", endpoint);

        await coordinator.WaitForStepAsync(50);
        leaving.Send(Signal.Terminate);
        await leaving.ExpectExitAsync(130);
        Assert.Equal("it was asked to leave", await coordinator.WaitForWorkerLeftAsync("leaving"));
        await coordinator.WaitForStepAsync(0, coordinator.EventCount);

        var beforeEnd = staying.EventCount;
        coordinator.Send(Signal.Terminate);
        await coordinator.ExpectExitAsync(130);
        Assert.Contains("Interrupted; resume with: actornet ", coordinator.Errors, StringComparison.Ordinal);
        Assert.Equal("interrupted", coordinator.LastObject.GetProperty("stopReason").GetString());
        var left = await staying.WaitForEventAsync("run-left", since: beforeEnd);
        Assert.Equal("the run is over", left.GetProperty("reason").GetString());

        Copy(_cluster.PathOf("run"), _cluster.PathOf("copy"));
        var expected = await Digits.ExpectedHashAsync(_cluster.PathOf("run"));
        var alone = _cluster.Start("train", ["train", "--resume", "copy", "--workers", "1", "--json", "--quiet"]);
        var resumed = await _cluster.StartCoordinatorAsync("--resume", "run", "--listen", endpoint);
        await resumed.WaitForWorkerJoinedAsync("staying");
        await resumed.ExpectWeightsAsync(expected);
        await alone.ExpectWeightsAsync(expected);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
