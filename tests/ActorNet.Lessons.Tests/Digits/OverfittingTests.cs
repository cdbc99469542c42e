using ActorNet.Coordination.Training;
using ActorNet.Learning.Training;
using ActorNet.Lessons.Digits;
using ActorNet.Protocol;

namespace ActorNet.Lessons.Tests.Digits;

public class OverfittingTests
{
    [Fact]
    public async Task Curves_diverge_and_each_remedy_reduces_the_gap()
    {
        var plain = await TrainAsync(OverfittingLesson.Plain);
        Assert.True(plain.Spec.Network.ParameterCount > 100 * plain.Spec.TrainSamples);
        var (first, last) = (plain.Epochs[0], plain.Epochs[^1]);
        Assert.True(last.TrainLoss < 0.01 && last.TrainLoss < 0.01 * first.TrainLoss); // memorized
        Assert.True(last.ValidationLoss > 1.05 * plain.Epochs.Min(epoch => epoch.ValidationLoss));
        Assert.InRange(plain.BestEpoch!.Value, 2, 20);

        var regularized = (await TrainAsync(OverfittingLesson.Regularized)).Epochs[^1];
        Assert.True(Gap(regularized) < 0.8 * Gap(last));
        Assert.True(regularized.TestLoss < last.TestLoss && regularized.TestAccuracy > last.TestAccuracy);

        var stopped = await TrainAsync(OverfittingLesson.EarlyStopped);
        Assert.Equal(StopReason.NoImprovement, stopped.Reason);
        Assert.Equal(stopped.BestEpoch + 5, stopped.Epochs.Count);
        Assert.True(stopped.TestLoss < last.TestLoss);

        var more = (await TrainAsync(OverfittingLesson.MoreData)).Epochs[^1];
        Assert.True(Gap(more) < 0.42 * Gap(last));
        Assert.True(more.TestAccuracy > last.TestAccuracy + 0.1);
    }

    private static double Gap(EpochCompleted epoch) => epoch.ValidationLoss!.Value - epoch.TrainLoss;

    private static Task<TrainingResult> TrainAsync(TrainingSpec spec) =>
        Trainer.TrainAsync(spec, TestLessons.Digits, new TrainerOptions { Workers = 1 });
}
