using ActorNet.Cluster.Tests.Harness;

namespace ActorNet.Cluster.Tests;

/// <summary>Three coordinators and two workers; the one that trains is lost, or leaves.</summary>
public sealed class FailoverTests : IDisposable
{
    /// <summary>Some ten seconds: long enough to start a process in the middle.</summary>
    private const int Epochs = 400;

    private readonly TestCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public Task Another_coordinator_takes_over_from_one_that_is_killed() => TakeOverAsync(Signal.Kill);

    [Fact]
    public Task Another_coordinator_takes_over_from_one_that_leaves() => TakeOverAsync(Signal.Terminate);

    [Fact]
    public async Task Coordinator_that_was_killed_and_started_again_catches_up()
    {
        var quorum = new TestQuorum(_cluster);
        ClusterProcess[] coordinators = [.. Enumerable.Range(0, 3).Select(i => quorum.Start(i, Epochs, "--local-workers", "1"))];
        var (active, others) = await TestQuorum.ActiveOf(coordinators);
        others[0].Send(Signal.Kill);
        await others[0].EndsAsync(137);
        var number = Array.IndexOf(coordinators, others[0]);

        var again = quorum.Start(number, Epochs, "--local-workers", "1");

        var expected = await Digits.HashAsync(_cluster.PathOf(TestQuorum.FolderOf(Array.IndexOf(coordinators, active))));
        await active.EndsWithAsync(expected);
        await again.EndsWithAsync(expected);
        await others[1].EndsWithAsync(expected);
    }

    [Fact]
    public async Task Coordinators_that_share_a_folder_find_what_the_lost_one_left()
    {
        var quorum = new TestQuorum(_cluster) { IsOneFolder = true };
        ClusterProcess[] coordinators = [.. Enumerable.Range(0, 3).Select(i => quorum.Start(i, Epochs, "--local-workers", "1"))];
        var (active, others) = await TestQuorum.ActiveOf(coordinators);
        foreach (var other in others)
            await other.EventAsync("progress", told => told.GetProperty("text").GetString()!.StartsWith("Standing by", StringComparison.Ordinal));
        await active.StepAsync(200);

        active.Send(Signal.Kill);

        await active.EndsAsync(137);
        var (next, last) = await TestQuorum.ActiveOf(others);
        Assert.True(await next.StepAsync(0) > 20, "the run began again from its beginning");
        var expected = await Digits.HashAsync(_cluster.PathOf(TestQuorum.FolderOf(0)));
        await next.EndsWithAsync(expected);
        await last[0].EndsWithAsync(expected);
        Assert.Equal(Enumerable.Range(1, Epochs), quorum.EpochsOf(0));
    }

    [Fact]
    public async Task Coordinator_of_another_training_is_sent_away()
    {
        var quorum = new TestQuorum(_cluster);
        quorum.Start(0, Epochs);
        var other = quorum.Start(1, Epochs, "--learning-rate", "0.07");
        var (first, second) = (quorum.Coordinators[0], other);

        // Whoever asks first finds out; the other is told the same when it asks.
        await Task.WhenAny(first.EndsAsync(2), second.EndsAsync(2));
        Assert.Contains("trains something else", first.Errors + second.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standby_tells_how_it_stands_and_leaves_when_it_is_told_to()
    {
        var quorum = new TestQuorum(_cluster);
        ClusterProcess[] coordinators = [.. Enumerable.Range(0, 2).Select(i => quorum.Start(i, Digits.Endless, "--local-workers", "1"))];
        var (_, others) = await TestQuorum.ActiveOf(coordinators);
        var standby = others[0];
        await standby.EventAsync("progress", told => told.GetProperty("text").GetString()!.StartsWith("Standing by", StringComparison.Ordinal));

        var status = await _cluster.StatusAsync(quorum.Endpoints.Split(',')[Array.IndexOf(coordinators, standby)]);
        Assert.Equal("standing-by", status.GetProperty("state").GetString());
        standby.Send(Signal.Terminate);
        await standby.EndsAsync(130);
        Assert.Equal("Leaving the other coordinators (repeat to end at once).\nInterrupted; the run continues where most of the other coordinators are, and the same command joins them again.\n", standby.Errors);
    }

    private async Task TakeOverAsync(Signal signal)
    {
        var quorum = new TestQuorum(_cluster);
        ClusterProcess[] coordinators = [.. Enumerable.Range(0, 3).Select(i => quorum.Start(i, Digits.Epochs))];
        ClusterProcess[] workers = [_cluster.Worker("alice", quorum.Endpoints, "--exit-when-done"), _cluster.Worker("bob", quorum.Endpoints, "--exit-when-done")];
        var (active, others) = await TestQuorum.ActiveOf(coordinators);
        await active.StepAsync(200);
        foreach (var other in others)
            await other.EventAsync("progress", told => told.GetProperty("text").GetString()!.StartsWith("Standing by", StringComparison.Ordinal));

        active.Send(signal);

        await active.EndsAsync(signal == Signal.Kill ? 137 : 130);
        if (signal == Signal.Terminate)
            Assert.EndsWith("Interrupted; the run continues where most of the other coordinators are, and the same command joins them again.\n", active.Errors, StringComparison.Ordinal);
        var (next, _) = await TestQuorum.ActiveOf(others);
        // Who leaves waits until the others have its last checkpoint.
        if (signal == Signal.Terminate)
            Assert.True(await next.StepAsync(0) > 200, "the run began again from its beginning");
        var expected = await Digits.HashAsync(_cluster.PathOf(TestQuorum.FolderOf(0)));
        foreach (var other in others)
        {
            await other.EndsWithAsync(expected);
            var number = Array.IndexOf(coordinators, other);
            Assert.Equal(Enumerable.Range(1, Digits.Epochs), quorum.EpochsOf(number));
            Assert.True(File.Exists(Path.Combine(_cluster.PathOf(TestQuorum.FolderOf(number)), "model.safetensors")));
        }

        foreach (var worker in workers)
            await worker.EndsAsync();
    }
}
