using ActorNet.Cluster.Tests.Harness;
using ActorNet.Protocol;
using ActorNet.TestKit.Processes;
using ActorNet.Tracing;
using ActorNet.Tracing.Files;

namespace ActorNet.Cluster.Tests;

public sealed class WorkerLossTests : IDisposable
{
    private readonly ProcessCluster _cluster = Digits.CreateCluster();

    public void Dispose() => _cluster.Dispose();

    /// <summary>
    /// One of two workers is killed and the other continues; then that one is killed and the run waits; then a third finishes it.
    /// </summary>
    [Theory]
    [InlineData("star")]
    [InlineData("sharded")]
    public async Task Killed_workers_do_not_affect_the_weights_and_without_workers_the_run_waits(string topology)
    {
        var coordinator = await _cluster.StartCoordinatorAsync(
            [.. Digits.Options("run"), "--min-workers", "2", "--topology", topology, "--trace", "run.trace"]);
        var endpoint = coordinator.Endpoint;
        var first = _cluster.StartWorker("first", endpoint);
        var second = _cluster.StartWorker("second", endpoint);

        var step = await coordinator.WaitForStepAsync(100);
        // The workers answer as in a star until they are connected to each other.
        while (topology == "sharded" && await CounterAsync(endpoint, "exchanged") == 0)
            step = await coordinator.WaitForStepAsync(step + 1);
        second.Send(Signal.Kill);
        await coordinator.WaitForWorkerLeftAsync("second");
        var afterSecond = coordinator.EventCount;
        await coordinator.WaitForStepAsync(0, afterSecond);
        Assert.False(coordinator.HasEvent("waiting-for-workers", afterSecond));

        first.Send(Signal.Kill);
        await coordinator.WaitForWorkerLeftAsync("first");
        await coordinator.WaitForEventAsync("waiting-for-workers", since: afterSecond);
        var status = await _cluster.GetStatusAsync(endpoint);
        Assert.Equal("waiting-for-workers", status.GetProperty("state").GetString());
        Assert.Empty(status.GetProperty("workers").EnumerateArray());
        // A worker that works alone always has an outstanding request.
        Assert.NotEqual(0, status.GetProperty("counters").GetProperty("reassigned").GetInt64());
        Assert.Equal(topology == "sharded", status.GetProperty("counters").GetProperty("exchanged").GetInt64() > 0);
        Assert.InRange(status.GetProperty("step").GetInt64(), 100, status.GetProperty("totalSteps").GetInt64() - 1);

        var third = _cluster.StartWorker("third", endpoint, "--threads", "2", "--exit-when-done");
        await coordinator.WaitForWorkerJoinedAsync("third");
        await coordinator.ExpectWeightsAsync(await Digits.ExpectedHashAsync(_cluster.PathOf("run")));
        await third.ExpectExitAsync();
        ExpectLossInTrace(TraceFile.Read(_cluster.PathOf("run.trace"), "run.trace"));
    }

    /// <summary>A paused worker is not waited for; when it continues, it takes part again.</summary>
    [Theory]
    [InlineData("star", "speculated")]
    [InlineData("sharded", "abandoned")]
    public async Task Paused_worker_is_replaced_and_readmitted(string topology, string counter)
    {
        var coordinator = await _cluster.StartCoordinatorAsync(
            [.. Digits.Options("run", Digits.Endless), "--min-workers", "2", "--topology", topology]);
        var endpoint = coordinator.Endpoint;
        _cluster.StartWorker("steady", endpoint);
        var stopped = _cluster.StartWorker("stopped", endpoint);

        var step = await coordinator.WaitForStepAsync(50);
        stopped.Send(Signal.Stop);
        await coordinator.WaitForStepAsync(step + 50);
        var status = await _cluster.GetStatusAsync(endpoint);
        Assert.NotEqual(0, status.GetProperty("counters").GetProperty(counter).GetInt64());
        var beforeReturn = coordinator.EventCount;
        stopped.Send(Signal.Continue);
        await coordinator.WaitForStepByAsync("stopped", beforeReturn);

        stopped.Send(Signal.Stop);
        await coordinator.WaitForWorkerLeftAsync("stopped", beforeReturn);
        var afterLoss = coordinator.EventCount;
        await coordinator.WaitForStepAsync(0, afterLoss);
        stopped.Send(Signal.Continue);
        await coordinator.WaitForWorkerJoinedAsync("stopped", afterLoss);
        await coordinator.WaitForStepByAsync("stopped", afterLoss);

        await coordinator.ExpectInterruptedAsync(_cluster.PathOf("run"));
    }

    /// <summary>What the last worker had not answered is lost, and all that was requested was answered by someone.</summary>
    private static void ExpectLossInTrace(Trace trace)
    {
        // Of a step, or of the evaluation after an epoch.
        Assert.Contains(trace.Messages, message => MessageKinds.Requests.Contains(message.Kind) && message is { To: "first", ReceivedAt: null });
        Assert.All(
            trace.Messages.Where(message => message.ReceivedAt is null),
            message => Assert.Contains(message.To, (string[])["first", "second"]));
        foreach (var step in trace.Messages.Where(message => message.RoundKind == RoundKind.Gradient).GroupBy(message => message.Step))
            Assert.Equal(SlicesOf(step, MessageKinds.Requests), SlicesOf(step, MessageKinds.Results));

        static IEnumerable<int> SlicesOf(IEnumerable<TracedMessage> messages, IReadOnlySet<string> kinds) => messages
            .Where(message => kinds.Contains(message.Kind))
            .SelectMany(message => Enumerable.Range(message.Slices!.Value.First, message.Slices.Value.Count)).Distinct().Order();
    }

    private async Task<long> CounterAsync(string endpoint, string name) =>
        (await _cluster.GetStatusAsync(endpoint)).GetProperty("counters").GetProperty(name).GetInt64();
}
