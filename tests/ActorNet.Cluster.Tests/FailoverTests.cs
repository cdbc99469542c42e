using ActorNet.Cluster.Tests.Harness;
using ActorNet.TestKit.Processes;

namespace ActorNet.Cluster.Tests;

/// <summary>Three coordinators and two workers; the active coordinator is killed, or leaves.</summary>
public sealed class FailoverTests : IDisposable
{
    private readonly ProcessCluster _cluster = Digits.CreateCluster();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public Task Standby_takes_over_from_a_killed_coordinator() => TakeOverAsync(Signal.Kill);

    [Fact]
    public Task Standby_takes_over_from_a_leaving_coordinator() => TakeOverAsync(Signal.Terminate);

    [Fact]
    public async Task Restarted_coordinator_catches_up()
    {
        var quorum = new TestQuorum(_cluster);
        ActorNetProcess[] coordinators = [.. Enumerable.Range(0, 3).Select(i => quorum.Start(i, Digits.Epochs))];
        var worker = _cluster.StartWorker("alice", quorum.Endpoints);
        var (active, others) = await TestQuorum.FindActiveAsync(coordinators);
        await active.WaitForStepAsync(50); // an epoch has 40: there is a checkpoint to copy
        // Without a worker the run waits: it cannot end before the coordinator is back.
        worker.Send(Signal.Kill);
        await active.WaitForWorkerLeftAsync("alice");
        others[0].Send(Signal.Kill);
        await others[0].ExpectExitAsync(137);
        var number = Array.IndexOf(coordinators, others[0]);
        Directory.Delete(_cluster.PathOf(TestQuorum.FolderOf(number)), recursive: true);

        var again = quorum.Start(number, Digits.Epochs);
        await quorum.WaitForCheckpointAsync(number);

        _cluster.StartWorker("bob", quorum.Endpoints);
        var expected = await Digits.ExpectedHashAsync(_cluster.PathOf(TestQuorum.FolderOf(Array.IndexOf(coordinators, active))));
        await active.ExpectWeightsAsync(expected);
        await again.ExpectWeightsAsync(expected);
        await others[1].ExpectWeightsAsync(expected);
    }

    [Fact]
    public async Task Coordinators_with_a_shared_folder_resume_from_the_lost_coordinators_checkpoint()
    {
        var quorum = new TestQuorum(_cluster) { SharesFolder = true };
        ActorNetProcess[] coordinators = [.. Enumerable.Range(0, 3).Select(i => quorum.Start(i, Digits.Epochs))];
        await quorum.WaitForStandbysAsync();
        var worker = _cluster.StartWorker("alice", quorum.Endpoints, "--exit-when-done");
        var (active, others) = await TestQuorum.FindActiveAsync(coordinators);
        await active.WaitForStepAsync(200);

        active.Send(Signal.Kill);

        await active.ExpectExitAsync(137);
        var (next, last) = await TestQuorum.FindActiveAsync(others);
        Assert.True(await next.WaitForStepAsync(0) > 20, "the run began again from its beginning");
        var expected = await Digits.ExpectedHashAsync(_cluster.PathOf(TestQuorum.FolderOf(0)));
        await next.ExpectWeightsAsync(expected);
        await last[0].ExpectWeightsAsync(expected);
        Assert.Equal(Enumerable.Range(1, Digits.Epochs), quorum.EpochsOf(0));
        await worker.ExpectExitAsync();
    }

    [Fact]
    public async Task Coordinator_of_another_training_is_rejected()
    {
        var quorum = new TestQuorum(_cluster);
        quorum.Start(0, Digits.Epochs);
        var other = quorum.Start(1, Digits.Epochs, "--learning-rate", "0.07");
        var (first, second) = (quorum.Coordinators[0], other);

        // The coordinator that asks first finds out; the other one gets the same answer.
        await Task.WhenAny(first.ExpectExitAsync(2), second.ExpectExitAsync(2));
        Assert.Contains("trains with other options, another seed or other data than this one", first.Errors + second.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standby_reports_its_status_and_leaves_on_SIGTERM()
    {
        var quorum = new TestQuorum(_cluster);
        ActorNetProcess[] coordinators = [.. Enumerable.Range(0, 2).Select(i => quorum.Start(i, Digits.Endless, "--local-workers", "1"))];
        var (_, others) = await TestQuorum.FindActiveAsync(coordinators);
        var standby = others[0];
        await TestQuorum.WaitForStandbyAsync(standby);

        var status = await _cluster.GetStatusAsync(quorum.Endpoints.Split(',')[Array.IndexOf(coordinators, standby)]);
        Assert.Equal("standing-by", status.GetProperty("state").GetString());
        standby.Send(Signal.Terminate);
        await standby.ExpectExitAsync(130);
        Assert.Equal("Leaving the other coordinators (repeat to end at once).\nInterrupted; the run continues where most of the other coordinators are, and the same command joins them again.\n", standby.Errors);
    }

    private async Task TakeOverAsync(Signal signal)
    {
        var quorum = new TestQuorum(_cluster);
        ActorNetProcess[] coordinators = [.. Enumerable.Range(0, 3).Select(i => quorum.Start(i, Digits.Epochs))];
        await quorum.WaitForStandbysAsync();
        ActorNetProcess[] workers =
        [
            _cluster.StartWorker("alice", quorum.Endpoints, "--exit-when-done"),
            _cluster.StartWorker("bob", quorum.Endpoints, "--exit-when-done"),
        ];
        var (active, others) = await TestQuorum.FindActiveAsync(coordinators);
        await active.WaitForStepAsync(200);

        active.Send(signal);

        await active.ExpectExitAsync(signal == Signal.Kill ? 137 : 130);
        if (signal == Signal.Terminate)
            Assert.EndsWith(
                "Interrupted; the run continues where most of the other coordinators are, and the same command joins them again.\n",
                active.Errors, StringComparison.Ordinal);

        var (next, _) = await TestQuorum.FindActiveAsync(others);
        // A leaving coordinator waits until the others have its last checkpoint.
        if (signal == Signal.Terminate)
            Assert.True(await next.WaitForStepAsync(0) > 200, "the run began again from its beginning");
        var expected = await Digits.ExpectedHashAsync(_cluster.PathOf(TestQuorum.FolderOf(0)));
        foreach (var other in others)
        {
            await other.ExpectWeightsAsync(expected);
            var number = Array.IndexOf(coordinators, other);
            Assert.Equal(Enumerable.Range(1, Digits.Epochs), quorum.EpochsOf(number));
            Assert.True(File.Exists(Path.Combine(_cluster.PathOf(TestQuorum.FolderOf(number)), "model.safetensors")));
            await _cluster.ExpectVerifiedAsync(TestQuorum.FolderOf(number));
        }

        foreach (var worker in workers)
            await worker.ExpectExitAsync();
    }
}
