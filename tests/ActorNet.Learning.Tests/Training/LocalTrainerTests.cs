using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;

namespace ActorNet.Learning.Tests.Training;

/// <summary>The oracle itself, pinned, and the building blocks of workers and coordinator against it.</summary>
public class LocalTrainerTests
{
    private static readonly string[] Schedules = ["constant", "step:1:0.5", "exponential:0.9", "cosine"];

    public static TheoryData<OptimizerKind, int> OptimizersAndBatches()
    {
        var data = new TheoryData<OptimizerKind, int>();
        foreach (var kind in Enum.GetValues<OptimizerKind>())
            foreach (var batch in new[] { 1, 10, 33, 128, 1000 })
                data.Add(kind, batch);
        return data;
    }

    /// <summary>
    /// Ten steps, computed by another program in another language, with rational numbers rounded to floats, from docs/law.md:
    /// initialization, order, pixels, tanh, softmax, tree, L2, schedule and optimizer.
    /// </summary>
    [Theory]
    [InlineData(OptimizerKind.Sgd, "cd71f25516f704e06038de1f877af1808f5ce6074c1957aabb0885a613a23048")]
    [InlineData(OptimizerKind.Momentum, "00b55668c03cdf20c31c58d0a288dfcbe6a6b4a8b298c4b185e479f8ecdf063f")]
    [InlineData(OptimizerKind.Nesterov, "0ddb700541bbb86eb29fcab48cd6e29c1ea9fb124178d40118d9a4a4a509835d")]
    [InlineData(OptimizerKind.Adagrad, "c287ffd42c4cf0ce0f7728af53753723c6641a7f2fe6853919ba01e5fcaec1e1")]
    [InlineData(OptimizerKind.Adam, "6bcabe3c06c38b3a54e804d90d7880e0d05820b5d0c77fe30cee567350f38f5e")]
    public void The_weights_after_ten_steps_are_pinned(OptimizerKind kind, string expected)
    {
        var (spec, dataset) = PinnedCase(kind);
        Assert.Equal(expected, WeightsHash.Of(LocalTrainer.Train(spec, dataset)));
        Assert.Equal(expected, WeightsHash.Of(ShardedTrainer.Train(spec, dataset, workers: 2).Parameters));
        Assert.Equal(
            "95a7b27ec324b77cc5cc257a15c7ca2ef4d099ccc6b5dfffd97683f003db899c",
            WeightsHash.Of(ParameterInitialization.Create(spec.Network, spec.Seed)));
    }

    [Theory]
    [MemberData(nameof(OptimizersAndBatches))]
    public void Distributed_training_ends_with_the_same_bits(OptimizerKind kind, int batch)
    {
        foreach (var isClassification in new[] { true, false })
        {
            var (spec, dataset) = Case(isClassification);
            foreach (var l2 in new[] { 0f, 0.01f })
            {
                spec = spec with
                {
                    Optimizer = new OptimizerSpec(kind, 0.5f * OptimizerSpec.DefaultLearningRateOf(kind)),
                    BatchSize = batch, L2 = l2, Epochs = 2,
                    Schedule = LearningRateSchedule.Parse(Schedules[(batch + (int)kind + (l2 > 0 ? 1 : 0)) % Schedules.Length]),
                };
                AssertSameBits(spec, dataset);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public void Weights_depend_on_the_slice_size_and_not_on_the_workers(int microBatch)
    {
        var (spec, dataset) = Case(isClassification: true);
        spec = spec with { BatchSize = 64, MicroBatchSize = microBatch, Epochs = 3 };
        AssertSameBits(spec, dataset);
        Assert.NotEqual(LocalTrainer.Train(spec, dataset), LocalTrainer.Train(spec with { MicroBatchSize = 7 }, dataset));
    }

    [Fact]
    public void Patience_ends_the_run_with_the_best_epoch()
    {
        var (spec, dataset) = Case(isClassification: true);
        spec = spec with
        {
            ValidationSamples = 40, Patience = 2, Epochs = 40, BatchSize = 16, Optimizer = new OptimizerSpec(OptimizerKind.Adam, 0.1f),
        };
        var (parameters, steps) = AssertSameBits(spec, dataset);
        var stepsPerEpoch = new MinibatchPlan(spec, dataset.Train.Count).StepsPerEpoch;
        Assert.InRange(steps, 3 * stepsPerEpoch, 39 * stepsPerEpoch);

        // With a patience of two epochs the best epoch is two epochs ago, and its parameters are those of a run that ends there.
        var endsThere = spec with { ValidationSamples = 0, TrainSamples = 100, Patience = null };
        Bits.AssertEqual(LocalTrainer.Train(endsThere, dataset, steps - 2 * stepsPerEpoch), parameters, "best epoch");
    }

    [Fact]
    public void A_target_accuracy_ends_the_run_with_the_epoch_that_reaches_it()
    {
        var (spec, dataset) = Case(isClassification: true);
        spec = spec with { TargetAccuracy = 0.85, Epochs = 30, Optimizer = new OptimizerSpec(OptimizerKind.Sgd, 0.02f) };
        var (parameters, steps) = AssertSameBits(spec, dataset);
        var stepsPerEpoch = new MinibatchPlan(spec, dataset.Train.Count).StepsPerEpoch;
        Assert.InRange(steps, stepsPerEpoch + 1, 29 * stepsPerEpoch);
        Assert.True(LocalTrainer.Evaluate(spec.Network, parameters, dataset.Test, 0).Accuracy >= 0.85);
        var before = LocalTrainer.Train(spec, dataset, steps - stepsPerEpoch);
        Assert.True(LocalTrainer.Evaluate(spec.Network, before, dataset.Test, 0).Accuracy < 0.85);
    }

    [Fact]
    public void Validation_without_patience_ends_with_the_best_epoch()
    {
        var (spec, dataset) = Case(isClassification: false);
        AssertSameBits(spec with { ValidationSamples = 40, Epochs = 6, Optimizer = new OptimizerSpec(OptimizerKind.Sgd, 0.3f) }, dataset);
    }

    [Fact]
    public void Training_uses_only_the_first_TrainSamples()
    {
        var (spec, dataset) = Case(isClassification: true);
        AssertSameBits(spec with { TrainSamples = 50, ValidationSamples = 20, Epochs = 2 }, dataset);
    }

    [Fact]
    public void An_interrupted_run_has_the_bits_of_an_uninterrupted_one()
    {
        var (spec, dataset) = Case(isClassification: true);
        foreach (var steps in new long[] { 0, 1, 5, 17 })
            Bits.AssertEqual(
                LocalTrainer.Train(spec, dataset, steps), ShardedTrainer.Train(spec, dataset, 3, steps).Parameters, $"{steps} steps");
        Bits.AssertEqual(ParameterInitialization.Create(spec.Network, spec.Seed), LocalTrainer.Train(spec, dataset, 0), "no step");
    }

    [Fact]
    public void Training_reduces_the_loss()
    {
        var (spec, dataset) = Case(isClassification: true);
        var untrained = LocalTrainer.Evaluate(spec.Network, LocalTrainer.Train(spec, dataset, 0), dataset.Test, 0);
        var trained = LocalTrainer.Evaluate(spec.Network, LocalTrainer.Train(spec with { Epochs = 10 }, dataset), dataset.Test, 0);
        Assert.True(trained.Loss < 0.5 * untrained.Loss && trained.Accuracy > 0.85, $"{untrained} became {trained}");
    }

    [Fact]
    public void A_spec_that_does_not_fit_the_data_is_rejected()
    {
        var (spec, dataset) = Case(isClassification: true);
        Assert.Throws<InvalidInputException>(() => LocalTrainer.Train(spec with { Network = NetworkSpec.Parse("9-3") }, dataset));
    }

    /// <summary>20 images of 6 pixels, (31·sample + 17·pixel) mod 256, of class sample mod 3: two epochs of five steps.</summary>
    private static (TrainingSpec Spec, Dataset Dataset) PinnedCase(OptimizerKind kind)
    {
        var pixels = Enumerable.Range(0, 20 * 6).Select(i => (byte)(i / 6 * 31 + i % 6 * 17)).ToArray();
        var images = SampleSet.FromImages(pixels, 6, [.. Enumerable.Range(0, 20).Select(sample => sample % 3)], 3);
        var spec = new TrainingSpec(NetworkSpec.Parse("6-5-3") with { HiddenActivation = Activation.Tanh })
        {
            Optimizer = new OptimizerSpec(kind, OptimizerSpec.DefaultLearningRateOf(kind)), L2 = 0.01f,
            Schedule = LearningRateSchedule.Parse("exponential:0.9"), BatchSize = 4, MicroBatchSize = 2, Epochs = 2,
        };
        return (spec, new Dataset("pinned", "", images, images));
    }

    /// <summary>140 samples: a multiple of batch size 10, with a smaller last minibatch for 33 and 128.</summary>
    private static (TrainingSpec Spec, Dataset Dataset) Case(bool isClassification)
    {
        var network = NetworkSpec.Parse("5-7-3") with { HiddenActivation = Activation.Tanh, Initializer = Initializer.Xavier };
        if (!isClassification)
            network = network with { HiddenActivation = Activation.Relu, OutputActivation = Activation.Identity, Cost = Cost.Quadratic };
        return (new TrainingSpec(network) { BatchSize = 24, Epochs = 2, Seed = 5 }, TestData.Dataset(isClassification, 140, 5, 3));
    }

    private static (float[] Parameters, long Steps) AssertSameBits(TrainingSpec spec, Dataset dataset)
    {
        var expected = LocalTrainer.Train(spec, dataset);
        var sharded = ShardedTrainer.Train(spec, dataset, workers: 3);
        Bits.AssertEqual(expected, sharded.Parameters, spec.ToString());
        return sharded;
    }
}
