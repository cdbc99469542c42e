using ActorNet.Cli.Console;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;
using ActorNet.Models.Datasets;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Cli.Tests.Console;

internal static class RunTextSamples
{
    public static RunDescription Run { get; } = RunDescription.Create(
        new TrainingSpec(NetworkSpec.Parse("784-10")) { Schedule = LearningRateSchedule.Cosine, L2 = 0.001f, Epochs = 10 },
        new DatasetDescription(new DatasetRequest("mnist"), "mnist", "ab", 60000, 10000, 784, 10, true), "actornet",
        DateTimeOffset.UnixEpoch);

    public static RunSummary Summary { get; } = new(
        "r", new SummaryDataset("mnist", "ab", 60000, 10000), "784-10", 7850, 1, 2, 4690, [new SummaryEpoch(1, 0.3, 0.95, 8)],
        0.08, 0.977, 8.1, 74074, "cd");
}

public class RunTextTests
{
    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(59.94, "59.9 s")]
    [InlineData(60, "1:00 min")]
    [InlineData(3599.4, "59:59 min")]
    [InlineData(3599.6, "1:00:00 h")]
    [InlineData(90061, "25:01:01 h")]
    public void Times_are_written_in_the_unit_that_fits(double seconds, string text) => Assert.Equal(text, RunText.Seconds(seconds));

    [Fact]
    public void Constant_schedule_is_printed_too()
    {
        var run = RunTextSamples.Run with { Spec = RunTextSamples.Run.Spec with { Schedule = LearningRateSchedule.Constant, L2 = 0 } };
        Assert.Contains(
            "Training  momentum, learning rate 0.05, schedule constant, batch 128, 10 epochs, seed 1", RunText.Begin(run, 1, 1));
    }

    [Fact]
    public void Regularization_is_printed_if_there_is_any()
    {
        var lines = RunText.Begin(RunTextSamples.Run, 1, 1).ToList();
        Assert.Contains("Training  momentum, learning rate 0.05, schedule cosine, L2 0.001, batch 128, 10 epochs, seed 1", lines);
        Assert.Contains("Network   784-10, softmax, cost negative-log-likelihood, init he, 7,850 parameters", lines);
        Assert.Contains($"Run       {RunTextSamples.Run.RunId} on 1 worker", lines);
    }

    [Fact]
    public void Validation_is_printed_if_there_is_any()
    {
        var epoch = new EpochCompleted("r", 3, 30, 0.5, 0.25, 0.9, 0.125, 0.875, 2, 1000, IsBest: true);
        Assert.Equal(
            "Epoch  3/10  loss 0.5000  validation loss 0.2500, accuracy 90.00 % (best)  test accuracy 87.50 %  1,000 samples/s  2.0 s",
            RunText.Epoch(epoch, 10));
        Assert.Equal(
            "Epoch 3/3  loss 0.5000  test loss 0.1250  1,000 samples/s  2.0 s",
            RunText.Epoch(epoch with { ValidationLoss = null, ValidationAccuracy = null, TestAccuracy = null }, 3));
    }

    [Theory]
    [InlineData(StopReason.AllEpochsDone, "Done after 1 epoch (4,690 steps) and 8.1 s of training, 74,074 samples/s")]
    [InlineData(StopReason.TargetReached, "Target accuracy reached after 1 epoch (4,690 steps) and 8.1 s of training, 74,074 samples/s")]
    [InlineData(
        StopReason.NoImprovement, "Stopped without improvement after 1 epoch (4,690 steps) and 8.1 s of training, 74,074 samples/s")]
    [InlineData(StopReason.Interrupted, "Interrupted after 1 epoch (4,690 steps) and 8.1 s of training, 74,074 samples/s")]
    public void Stop_reason_is_printed(StopReason reason, string line) =>
        Assert.Contains(line, RunText.Finish(RunTextSamples.Summary with { StopReason = reason }, "p"));

    [Fact]
    public void Weights_of_the_best_epoch_are_called_so() =>
        Assert.Equal(
            "Test accuracy 97.70 %, loss 0.0800 (weights of epoch 7, the best)",
            RunText.Finish(RunTextSamples.Summary with { BestEpoch = 7 }, "p").First());
}
