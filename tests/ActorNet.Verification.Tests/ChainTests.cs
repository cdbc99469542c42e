using ActorNet.Learning.Training;
using ActorNet.Testing;

namespace ActorNet.Verification.Tests;

/// <summary>The chain is a pure function of options, data and seed.</summary>
public sealed class ChainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Chain_is_the_same_with_any_number_of_workers_and_checkpoints()
    {
        var one = TestRun.ChainOf(await TestRun.TrainAsync(_folder["one"]));
        Assert.Equal([0, 55, 110, 165, 220, 275, 330], one.Select(link => link.Step));

        Assert.Equal(one, TestRun.ChainOf(await TestRun.TrainAsync(_folder["three"], new() { Workers = 3 })));
        Assert.Equal(one, TestRun.ChainOf(await TestRun.TrainAsync(_folder["often"], new() { Workers = 2, CheckpointEvery = 7 })));
    }

    [Theory]
    [InlineData(51)] // within a report of two steps
    [InlineData(52)]
    [InlineData(55)]
    [InlineData(110)]
    [InlineData(113)]
    public async Task Chain_of_an_interrupted_run_is_the_same(int checkpointEvery)
    {
        var whole = TestRun.ChainOf(await TestRun.TrainAsync(_folder["whole"], spec: TwoEpochs));

        // Steps are reported in pairs: the checkpoint of an odd step has half a report in it.
        var run = await TestRun.TrainAsync(
            _folder["killed"], new() { CheckpointEvery = checkpointEvery, KillAt = (checkpointEvery + 5) / 2 * 2 }, TwoEpochs);
        Assert.Equal(checkpointEvery, run.Checkpoints.NewestStep());
        run = await TestRun.ResumeAsync(run, new() { Workers = 2, InterruptAt = 150 });
        Assert.InRange(run.ReadSummary()!.Steps, 150, 219);
        run = await TestRun.ResumeAsync(run, new() { Workers = 3 });

        Assert.Equal(whole, TestRun.ChainOf(run));
    }

    [Fact]
    public async Task Chain_of_a_run_that_was_killed_before_its_first_checkpoint_is_the_same()
    {
        var whole = TestRun.ChainOf(await TestRun.TrainAsync(_folder["whole"], spec: TwoEpochs));
        var run = await TestRun.TrainAsync(_folder["killed"], new() { KillAt = 20 }, TwoEpochs);

        Assert.Equal(whole, TestRun.ChainOf(await TestRun.ResumeAsync(run)));
    }

    [Fact]
    public async Task Chain_of_a_run_with_added_epochs_is_that_of_one_with_as_many_from_the_beginning()
    {
        var whole = TestRun.ChainOf(await TestRun.TrainAsync(_folder["whole"]));
        var run = await TestRun.TrainAsync(_folder["short"], spec: TwoEpochs);

        Assert.Equal(whole, TestRun.ChainOf(await TestRun.ResumeAsync(run, epochs: 3)));
    }

    private static TrainingSpec TwoEpochs => TestRun.Spec with { Epochs = 2 };
}
