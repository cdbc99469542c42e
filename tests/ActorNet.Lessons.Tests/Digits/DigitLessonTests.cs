using ActorNet.Coordination.Training;
using ActorNet.Data.Mnist;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Lessons.Digits;
using ActorNet.Testing;

namespace ActorNet.Lessons.Tests.Digits;

public class DigitLessonTests
{
    [Fact]
    public void Parameter_counts_match_the_text()
    {
        Assert.Equal(11_775 + 160, Digits15Lesson.Spec.Network.ParameterCount);
        Assert.Equal(784 * 30 + 30 + 30 * 10 + 10, Digits30Lesson.Spec.Network.ParameterCount);
    }

    [Fact]
    public void Gradient_of_softmax_and_negative_log_likelihood_is_output_minus_target_bit_for_bit()
    {
        var samples = TestLessons.Digits.Train;
        var (label, outputs, biasGradient) = Digits15Lesson.OutputGradient(
            samples, ParameterInitialization.Create(Digits15Lesson.Spec.Network, 1));
        Assert.Equal(1, outputs.Sum(), 1e-6f);
        Assert.Equal(outputs.Select((output, k) => output - (k == label ? 1f : 0f)), biasGradient);
    }

    [Fact]
    public void Classic_network_is_the_nielsen_preset() => Assert.Equal(
        TrainingPresets.Nielsen.Spec with { Epochs = Digits30Lesson.Spec.Epochs }, Digits30Lesson.Spec);

    [MnistFact]
    public async Task Classic_network_exceeds_95_percent_on_MNIST() =>
        Assert.True((await OnMnistAsync(Digits30Lesson.Spec)).TestAccuracy > 0.95);

    [MnistFact]
    public async Task Fifteen_hidden_units_exceed_90_percent_on_MNIST() =>
        Assert.True((await OnMnistAsync(Digits15Lesson.Spec)).TestAccuracy > 0.90);

    [Fact]
    public void Description_names_the_digits()
    {
        var digits = TestLessons.Digits;
        Assert.StartsWith(
            "The digits are generated, because MNIST is not on this machine: 20,000 training images",
            DigitSections.Describe(digits), StringComparison.Ordinal);
        Assert.StartsWith(
            "The digits are MNIST: 20,000 training images",
            DigitSections.Describe(digits with { Name = "mnist" }), StringComparison.Ordinal);
    }

    private static Task<TrainingResult> OnMnistAsync(TrainingSpec spec) =>
        Trainer.TrainAsync(spec, MnistSource.Load(MnistFactAttribute.Files!), new TrainerOptions { Workers = 1 });
}
