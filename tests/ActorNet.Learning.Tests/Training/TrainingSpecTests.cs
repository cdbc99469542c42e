using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;

namespace ActorNet.Learning.Tests.Training;

public class TrainingSpecTests
{
    private static readonly TrainingSpec Spec = new(NetworkSpec.Parse("4-3"));
    private static readonly Dataset Classes = TestData.Dataset(isClassification: true, 30, 4, 3);
    private static readonly Dataset Values = TestData.Dataset(isClassification: false, 30, 4, 3);

    [Fact]
    public void The_defaults_are_valid()
    {
        Spec.Validate();
        Spec.Validate(Classes);
        Assert.Null(Spec.MicroBatchSize);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    [InlineData(8, 1)]
    [InlineData(10, 1)]
    [InlineData(16, 2)]
    [InlineData(127, 15)]
    [InlineData(128, 16)]
    [InlineData(100_000, 16)]
    public void The_default_slice_is_an_eighth_of_the_batch_from_1_to_16(int batch, int expected)
    {
        Assert.Equal(expected, (Spec with { BatchSize = batch }).EffectiveMicroBatchSize);
        Assert.Equal(5, (Spec with { BatchSize = batch, MicroBatchSize = 5 }).EffectiveMicroBatchSize);
    }

    [Fact]
    public void Integers_out_of_range_are_rejected()
    {
        AssertRejected(Spec with { BatchSize = 0 }, "Batch size is 0; allowed is a whole number from 1.");
        AssertRejected(Spec with { BatchSize = -5 }, "Batch size is -5; allowed is a whole number from 1.");
        AssertRejected(Spec with { MicroBatchSize = 0 }, "Micro batch size is 0; allowed is a whole number from 1 to 128.");
        AssertRejected(Spec with { MicroBatchSize = 129 }, "Micro batch size is 129; allowed is a whole number from 1 to 128.");
        AssertRejected(
            Spec with { BatchSize = 5000, MicroBatchSize = 1025 }, "Micro batch size is 1025; allowed is a whole number from 1 to 1024.");
        AssertRejected(Spec with { Epochs = 0 }, "Epochs is 0; allowed is a whole number from 1 to 1000000.");
        AssertRejected(Spec with { Epochs = 1_000_001 }, "Epochs is 1000001; allowed is a whole number from 1 to 1000000.");
        AssertRejected(
            Spec with { Patience = 0, ValidationSamples = 5 }, "Patience is 0; allowed is a whole number from 1 to 1000000.");
    }

    [Fact]
    public void The_ends_of_every_range_are_allowed()
    {
        (Spec with { BatchSize = 1, MicroBatchSize = 1, Epochs = 1, L2 = 0f }).Validate();
        (Spec with { BatchSize = int.MaxValue, MicroBatchSize = 1024, Epochs = 1_000_000, TargetAccuracy = 1 }).Validate();
        (Spec with { ValidationSamples = 29, TrainSamples = 1, Patience = 1 }).Validate(Classes);
        (Spec with { TrainSamples = 30 }).Validate(Classes);
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void L2_out_of_range_is_rejected(float l2) =>
        AssertRejected(Spec with { L2 = l2 }, FormattableString.Invariant($"L2 is {l2}; allowed is a finite number from 0."));

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_target_accuracy_out_of_range_is_rejected(double target) => AssertRejected(
        Spec with { TargetAccuracy = target },
        FormattableString.Invariant($"Target accuracy is {target}; allowed is a number above 0, at most 1."));

    [Fact]
    public void Patience_needs_validation_samples() =>
        AssertRejected(Spec with { Patience = 3 },
            "Patience is 3; allowed is a number only where there are validation samples to judge an epoch by; set validation samples too.");

    [Fact]
    public void Network_optimizer_and_schedule_are_checked_too()
    {
        AssertRejected(new TrainingSpec(Spec.Network with { Cost = Cost.CrossEntropy }), "cross-entropy");
        AssertRejected(Spec with { Optimizer = new OptimizerSpec(OptimizerKind.Sgd, 0) }, "Learning rate is 0");
        AssertRejected(Spec with { Schedule = new LearningRateSchedule(ScheduleKind.Step, 0, 0.5) }, "Schedule is 'step:0:0.5'");
    }

    [Fact]
    public void A_network_that_does_not_fit_the_data_is_rejected()
    {
        AssertRejected(
            new TrainingSpec(NetworkSpec.Parse("5-3")), Classes,
            "Network is 5-3; allowed is a network that begins with 4, the features of a sample of data set 'synthetic'.");
        AssertRejected(
            new TrainingSpec(NetworkSpec.Parse("4-2")), Classes,
            "Network is 4-2; allowed is a network that ends with 3, the classes of data set 'synthetic'.");
        var narrow = Regression().Network with { Widths = new LayerWidths(4, 2) };
        AssertRejected(
            Regression() with { Network = narrow }, Values, "allowed is a network that ends with 3, the targets of data set 'synthetic'.");
    }

    [Fact]
    public void More_samples_than_the_data_set_has_are_rejected()
    {
        AssertRejected(Spec with { ValidationSamples = 30 }, Classes, "Validation samples is 30; allowed is a whole number from 0 to 29.");
        AssertRejected(Spec with { ValidationSamples = -1 }, Classes, "Validation samples is -1; allowed is a whole number from 0 to 29.");
        AssertRejected(
            Spec with { TrainSamples = 21, ValidationSamples = 10 }, Classes,
            "Train samples is 21; allowed is a whole number from 1 to 20.");
        AssertRejected(Spec with { TrainSamples = 0 }, Classes, "Train samples is 0; allowed is a whole number from 1 to 30.");
    }

    [Fact]
    public void Real_targets_need_the_quadratic_cost_and_have_no_accuracy()
    {
        Regression().Validate(Values);
        AssertRejected(Spec, Values,
            "Data set 'synthetic' has real targets; choose cost quadratic and a matching output activation such as identity.");
        AssertRejected(
            Regression() with { TargetAccuracy = 0.9 }, Values,
            "Target accuracy is 0.9; allowed is a number only for data with classes, but data set 'synthetic' has real targets; leave it "
                + "out.");
    }

    [Fact]
    public void A_data_set_without_samples_is_rejected()
    {
        var none = SampleSet.FromClasses([], 4, [], 3);
        AssertRejected(
            Spec, Classes with { Train = none },
            "Data set 'synthetic' has 0 training and 11 test samples; at least one of each is needed.");
        AssertRejected(
            Spec, Classes with { Test = none },
            "Data set 'synthetic' has 30 training and 0 test samples; at least one of each is needed.");
    }

    [Fact]
    public void Test_samples_of_another_shape_are_rejected()
    {
        AssertRejected(
            Spec, Classes with { Test = TestData.Classes(9, 5, 3) },
            "has test samples of 5 features and 3 classes, but training samples of 4 features and 3 classes");
        AssertRejected(Spec, Classes with { Test = TestData.Classes(9, 4, 2) }, "4 features and 2 classes");
        AssertRejected(Spec, Classes with { Test = TestData.Values(9, 4, 3) }, "4 features and 3 targets");
    }

    private static TrainingSpec Regression() =>
        new(Spec.Network with { OutputActivation = Activation.Identity, Cost = Cost.Quadratic });

    private static void AssertRejected(TrainingSpec spec, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<InvalidInputException>(spec.Validate).Message, StringComparison.Ordinal);

    private static void AssertRejected(TrainingSpec spec, Dataset dataset, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<InvalidInputException>(() => spec.Validate(dataset)).Message, StringComparison.Ordinal);
}
