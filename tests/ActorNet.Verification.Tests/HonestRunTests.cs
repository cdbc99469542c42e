using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Protocol;
using ActorNet.Testing;

namespace ActorNet.Verification.Tests;

/// <summary>All steps of honest runs hold.</summary>
public sealed class HonestRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Run_of_any_number_of_workers_holds(int workers) =>
        AssertHolds(await TestRun.TrainAsync(_folder["run"], new() { Workers = workers }), TestRun.Data);

    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.Adam)]
    public async Task Run_of_any_optimizer_holds(OptimizerKind optimizer) => AssertHolds(
        await TestRun.TrainAsync(_folder["run"], spec: SmallData.Spec(optimizer, batch: 1_200, epochs: 2)), TestRun.Data);

    [Fact]
    public async Task Run_with_checkpoints_between_links_holds() => AssertHolds(
        await TestRun.TrainAsync(_folder["run"], new() { CheckpointEvery = 25, KeptCheckpoints = 100 }), TestRun.Data);

    [Fact]
    public async Task Interrupted_run_holds_before_and_after_it_is_resumed()
    {
        var run = await TestRun.TrainAsync(_folder["run"], new() { InterruptAt = 150 });
        Assert.Equal(StopReason.Interrupted, run.ReadSummary()!.StopReason);
        AssertHolds(run, TestRun.Data);

        AssertHolds(await TestRun.ResumeAsync(run, new() { Workers = 3 }), TestRun.Data);
    }

    [Fact]
    public async Task Killed_run_holds_as_far_as_it_went() =>
        AssertHolds(await TestRun.TrainAsync(_folder["run"], new() { KillAt = 180 }), TestRun.Data);

    /// <summary>A coordinator's copy may lack what the other wrote after its last checkpoint.</summary>
    [Fact]
    public async Task Copy_without_the_last_line_holds()
    {
        var run = await TestRun.TrainAsync(_folder["run"]);
        Tampering.ChangeMetrics(run, line => line is TrainingCompleted ? null : line);

        AssertHolds(run, TestRun.Data);
    }

    [Fact]
    public async Task Run_that_ends_with_its_best_epoch_holds()
    {
        var spec = TestRun.Spec with
        {
            ValidationSamples = 300, Epochs = 6, Patience = 1, Optimizer = new OptimizerSpec(OptimizerKind.Momentum, 0.5f),
        };
        var run = await TestRun.TrainAsync(_folder["run"], spec: spec, data: TestRun.DataWithValidation);
        var summary = run.ReadSummary()!;
        Assert.True(summary.BestEpoch * 110 < summary.Steps, "The test needs a run whose last epoch is not its best.");

        AssertHolds(run, TestRun.DataWithValidation);
    }

    private static void AssertHolds(RunDirectory run, Dataset data)
    {
        var verification = new RunVerification(run);
        Assert.Null(verification.Finding?.Sentence);
        var stretches = verification.Plan.Draw(long.MaxValue, seed: 1);
        verification.Compute(data, stretches, threads: 2, CancellationToken.None);

        Assert.Null(verification.Finding?.Sentence);
        Assert.Equal(verification.Plan.TotalSteps, stretches.Sum(stretch => stretch.Steps));
        Assert.True(verification.Plan.TotalSteps >= 110, "Nothing was computed.");
    }
}
