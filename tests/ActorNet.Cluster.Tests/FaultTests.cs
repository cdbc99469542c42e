using ActorNet.Cluster.Tests.Harness;

namespace ActorNet.Cluster.Tests;

public sealed class FaultTests : IDisposable
{
    private readonly TestCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    /// <summary>One worker that computes wrongly from the beginning, and one that begins to do so when it is trusted.</summary>
    [Fact]
    public async Task Worker_that_computes_wrongly_is_named_and_sent_away_and_leaves_no_trace_in_the_weights()
    {
        var (coordinator, endpoint) = await _cluster.CoordinatorAsync([.. Digits.Options("run"), "--min-workers", "2"]);
        var wrong = _cluster.Worker("wrong", endpoint, flipsBitFrom: 0);
        await wrong.EndsAsync(1);
        Assert.Equal($"The coordinator at {endpoint} rejects this worker: its arithmetic is wrong.\n", wrong.Errors);
        Assert.StartsWith("its arithmetic is wrong", await coordinator.WorkerLeftAsync("wrong"), StringComparison.Ordinal);
        Assert.False(coordinator.HasTold("worker-joined"));

        _cluster.Worker("right", endpoint, "--threads 1 --exit-when-done");
        var failing = _cluster.Worker("failing", endpoint, flipsBitFrom: 5);
        await coordinator.WorkerJoinedAsync("failing");
        Assert.StartsWith("its arithmetic is wrong", await coordinator.WorkerLeftAsync("failing"), StringComparison.Ordinal);
        var rewound = await coordinator.EventAsync("training-rewound");
        Assert.Equal("worker 'failing' computed wrongly", rewound.GetProperty("reason").GetString());
        await failing.EndsAsync(1);
        Assert.StartsWith($"The coordinator at {endpoint} rejects this worker: ", failing.Errors, StringComparison.Ordinal);

        await coordinator.EndsWithAsync(await Digits.HashAsync(_cluster.PathOf("run")));
    }
}
