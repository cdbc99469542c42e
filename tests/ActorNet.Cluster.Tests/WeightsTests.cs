using System.Text.Json;
using ActorNet.Cluster.Tests.Harness;
using ActorNet.TestKit.Processes;

namespace ActorNet.Cluster.Tests;

public sealed class WeightsTests : IDisposable
{
    private const int Epochs = 10;

    private readonly ProcessCluster _cluster = Digits.CreateCluster();

    public void Dispose() => _cluster.Dispose();

    /// <summary>Three runs at one address: one worker takes part in all of them, others in one each.</summary>
    [Fact]
    public async Task Weights_of_one_two_and_three_workers_equal_those_of_one_process()
    {
        var alone = _cluster.Start("train", ["train", .. Digits.Options("alone", Epochs), "--workers", "1", "--json", "--quiet"]);
        var one = await _cluster.StartCoordinatorAsync(Digits.Options("one", Epochs));
        var endpoint = one.Endpoint;
        var staying = _cluster.StartWorker("staying", endpoint, "--threads", "1");
        var first = await WaitForJoinAsync(staying, one);
        Assert.False(first.WasCached);
        var expected = await alone.WaitForWeightsAsync();
        await one.ExpectWeightsAsync(expected);

        var afterOne = staying.EventCount;
        var two = await _cluster.StartCoordinatorAsync([.. Digits.Options("two", Epochs), "--listen", endpoint, "--min-workers", "2"]);
        var passing = _cluster.StartWorker("passing", endpoint, "--threads", "2", "--exit-when-done");
        var second = await WaitForJoinAsync(passing, two);
        var again = await WaitForJoinAsync(staying, two, afterOne);
        Assert.True(second.WasCached && again.WasCached);
        Assert.NotEqual(first.RunId, again.RunId);
        await two.ExpectWeightsAsync(expected);
        await passing.ExpectExitAsync();

        var afterTwo = staying.EventCount;
        var three = await _cluster.StartCoordinatorAsync(
            [
                .. Digits.Options("three", Epochs), "--listen", endpoint, "--min-workers", "3", "--local-workers", "1", "--threads", "2",
            ]);
        var elsewhere = _cluster.Start(
            "elsewhere", ["worker", "--join", endpoint, "--name", "elsewhere", "--threads", "3", "--exit-when-done", "--json"],
            ("XDG_CACHE_HOME", _cluster.PathOf("other-cache")));
        Assert.False((await WaitForJoinAsync(elsewhere, three)).WasCached);
        await WaitForJoinAsync(staying, three, afterTwo);
        await three.ExpectWeightsAsync(expected);
        await elsewhere.ExpectExitAsync();

        staying.Send(Signal.Terminate);
        await staying.ExpectExitAsync(130);
        Assert.Equal("", passing.Errors + elsewhere.Errors);
    }

    /// <summary>Waits until a worker has joined a run.</summary>
    /// <returns>The run, and whether the worker had the data set in its cache.</returns>
    private static async Task<(string RunId, bool WasCached)> WaitForJoinAsync(
        ActorNetProcess worker, ActorNetProcess coordinator, int since = 0)
    {
        await coordinator.WaitForWorkerJoinedAsync(worker.Name);
        var received = await worker.WaitForEventAsync("dataset-received", IsWhole, since);
        var run = await worker.WaitForEventAsync("run-joined", since: since);
        return (run.GetProperty("runId").GetString()!, received.GetProperty("wasCached").GetBoolean());

        static bool IsWhole(JsonElement received) =>
            received.GetProperty("received").GetInt64() == received.GetProperty("total").GetInt64();
    }
}
