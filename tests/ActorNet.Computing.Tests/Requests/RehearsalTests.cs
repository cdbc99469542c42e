using ActorNet.Computing.Requests;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;

namespace ActorNet.Computing.Tests.Requests;

/// <summary>A rehearsal takes the steps of a run, whatever its options are, and never fails.</summary>
public sealed class RehearsalTests
{
    private static readonly TrainingSpec Spec = new(new NetworkSpec(new LayerWidths(40, 8, 3))) { BatchSize = 20, Epochs = 1 };

    [Fact]
    public void Enough_steps_are_taken() => Assert.Equal(200, Rehearsal.Run(Spec, CancellationToken.None));

    [Fact]
    public void Steps_end_when_the_data_are_there()
    {
        using var loaded = new CancellationTokenSource();
        loaded.Cancel();
        Assert.Equal(0, Rehearsal.Run(Spec, loaded.Token));
    }

    [Fact]
    public void Options_that_need_the_real_data_are_left_out()
    {
        var spec = Spec with
        {
            TrainSamples = 5_000, ValidationSamples = 10_000, Patience = 1, TargetAccuracy = 0.01, InitialWeights = new string('a', 64),
            Schedule = LearningRateSchedule.Cosine,
        };
        Assert.Equal(200, Rehearsal.Run(spec, CancellationToken.None));
    }

    [Fact]
    public void Large_batch_is_rehearsed_with_fewer_samples()
    {
        // Its images alone would take 80 GB.
        Assert.Equal(200, Rehearsal.Run(Spec with { BatchSize = int.MaxValue }, CancellationToken.None));
    }

    [Fact]
    public void Network_too_large_to_profit_is_not_rehearsed() => Assert.Equal(
        0, Rehearsal.Run(Spec with { Network = new NetworkSpec(new LayerWidths(2_000, 2_000, 10)) }, CancellationToken.None));

    [Fact]
    public void Divergence_on_these_images_is_no_failure() => Assert.InRange(
        Rehearsal.Run(Spec with { Optimizer = new OptimizerSpec(OptimizerKind.Sgd, 1e30f) }, CancellationToken.None), 0, 199);

    [Fact]
    public void What_is_wrong_with_a_spec_is_left_to_the_run_to_say()
    {
        Assert.Equal(0, Rehearsal.Run(Spec with { MicroBatchSize = 0 }, CancellationToken.None));
        Assert.Equal(0, Rehearsal.Run(
            Spec with { Network = Spec.Network with { HiddenActivation = Activation.Heaviside } }, CancellationToken.None));
    }
}
