using ActorNet.Cluster.Tests.Harness;

namespace ActorNet.Cluster.Tests;

public sealed class LossTests : IDisposable
{
    private readonly TestCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    /// <summary>First one of two is killed and the other goes on, then that one too and the run waits, then a third comes and ends it.</summary>
    [Fact]
    public async Task Killed_workers_cost_nothing_and_without_any_the_run_waits_for_the_next()
    {
        var (coordinator, endpoint) = await _cluster.CoordinatorAsync([.. Digits.Options("run"), "--min-workers", "2"]);
        var first = _cluster.Worker("first", endpoint);
        var second = _cluster.Worker("second", endpoint);

        await coordinator.StepAsync(100);
        second.Send(Signal.Kill);
        await coordinator.WorkerLeftAsync("second");
        var afterSecond = coordinator.EventCount;
        await coordinator.StepAsync(0, afterSecond);
        Assert.False(coordinator.HasTold("waiting-for-workers", afterSecond));

        first.Send(Signal.Kill);
        await coordinator.WorkerLeftAsync("first");
        await coordinator.EventAsync("waiting-for-workers", since: afterSecond);
        var status = await _cluster.StatusAsync(endpoint);
        Assert.Equal("waiting-for-workers", status.GetProperty("state").GetString());
        Assert.Empty(status.GetProperty("workers").EnumerateArray());
        // Whoever works alone always owes an answer.
        Assert.NotEqual(0, status.GetProperty("counters").GetProperty("reassigned").GetInt64());
        Assert.InRange(status.GetProperty("step").GetInt64(), 100, status.GetProperty("totalSteps").GetInt64() - 1);

        var third = _cluster.Worker("third", endpoint, "--threads 2 --exit-when-done");
        await coordinator.WorkerJoinedAsync("third");
        await coordinator.EndsWithAsync(await Digits.HashAsync(_cluster.PathOf("run")));
        await third.EndsAsync();
    }

    /// <summary>A worker that hangs is done without, for as long as it hangs; when it goes on it takes part again.</summary>
    [Fact]
    public async Task Stopped_worker_is_done_without_and_taken_back()
    {
        var (coordinator, endpoint) = await _cluster.CoordinatorAsync([.. Digits.Options("run", Digits.Endless), "--min-workers", "2"]);
        _cluster.Worker("steady", endpoint);
        var stopped = _cluster.Worker("stopped", endpoint);

        var step = await coordinator.StepAsync(50);
        stopped.Send(Signal.Stop);
        await coordinator.StepAsync(step + 50);
        var status = await _cluster.StatusAsync(endpoint);
        Assert.NotEqual(0, status.GetProperty("counters").GetProperty("speculated").GetInt64());
        var beforeReturn = coordinator.EventCount;
        stopped.Send(Signal.Continue);
        await coordinator.StepOfAsync("stopped", beforeReturn);

        stopped.Send(Signal.Stop);
        await coordinator.WorkerLeftAsync("stopped", beforeReturn);
        var afterLoss = coordinator.EventCount;
        await coordinator.StepAsync(0, afterLoss);
        stopped.Send(Signal.Continue);
        await coordinator.WorkerJoinedAsync("stopped", afterLoss);
        await coordinator.StepOfAsync("stopped", afterLoss);

        coordinator.Send(Signal.Terminate);
        await coordinator.EndsAsync(130);
        var steps = coordinator.LastObject.GetProperty("steps").GetInt64();
        await coordinator.EndsWithAsync(await Digits.HashAsync(_cluster.PathOf("run"), steps), 130);
    }
}
