using System.Globalization;
using System.Text.Json;
using ActorNet.Cluster.Tests.Harness;

namespace ActorNet.Cluster.Tests;

public sealed class WeightsTests : IDisposable
{
    private const int Epochs = 10;

    private readonly TestCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    /// <summary>Three runs at one address: a worker that stays takes part in all of them, others come for one.</summary>
    [Fact]
    public async Task Weights_of_one_two_and_three_workers_are_those_of_one_process()
    {
        var alone = _cluster.Start("train", ["train", .. Digits.Options("alone", Epochs), "--workers", "1", "--json", "--quiet"]);
        var (one, endpoint) = await _cluster.CoordinatorAsync(Digits.Options("one", Epochs));
        var port = int.Parse(endpoint.Split(':')[1], CultureInfo.InvariantCulture);
        var staying = _cluster.Worker("staying", endpoint, "--threads 1");
        var first = await JoinedAsync(staying, one);
        Assert.False(first.WasCached);
        await alone.EndsAsync();
        var expected = alone.LastObject.GetProperty("weightsSha256").GetString()!;
        await one.EndsWithAsync(expected);

        var afterOne = staying.EventCount;
        var (two, _) = await _cluster.CoordinatorAsync([.. Digits.Options("two", Epochs), "--min-workers", "2"], port);
        var passing = _cluster.Worker("passing", endpoint, "--threads 2 --exit-when-done");
        var second = await JoinedAsync(passing, two);
        var again = await JoinedAsync(staying, two, afterOne);
        Assert.True(second.WasCached && again.WasCached);
        Assert.NotEqual(first.RunId, again.RunId);
        await two.EndsWithAsync(expected);
        await passing.EndsAsync();

        var afterTwo = staying.EventCount;
        var (three, _) = await _cluster.CoordinatorAsync(
            [.. Digits.Options("three", Epochs), "--min-workers", "3", "--local-workers", "1", "--threads", "2"], port);
        var elsewhere = _cluster.Worker("elsewhere", endpoint, "--threads 3 --exit-when-done", _cluster.PathOf("other-cache"));
        Assert.False((await JoinedAsync(elsewhere, three)).WasCached);
        await JoinedAsync(staying, three, afterTwo);
        await three.EndsWithAsync(expected);
        await elsewhere.EndsAsync();

        staying.Send(Signal.Terminate);
        await staying.EndsAsync(130);
        Assert.Equal("", passing.Errors + elsewhere.Errors);
    }

    /// <summary>Awaits that a worker takes part.</summary>
    /// <returns>The run, and whether the worker had the data set.</returns>
    private static async Task<(string RunId, bool WasCached)> JoinedAsync(ClusterProcess worker, ClusterProcess coordinator, int since = 0)
    {
        await coordinator.WorkerJoinedAsync(worker.Name);
        var received = await worker.EventAsync("dataset-received", IsWhole, since);
        var run = await worker.EventAsync("run-joined", since: since);
        return (run.GetProperty("runId").GetString()!, received.GetProperty("wasCached").GetBoolean());

        static bool IsWhole(JsonElement received) => received.GetProperty("received").GetInt64() == received.GetProperty("total").GetInt64();
    }
}
