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
    public void Parameters_are_as_many_as_the_text_says()
    {
        Assert.Equal(11_775 + 160, Digits15Lesson.Run.Network.ParameterCount);
        Assert.Equal(784 * 30 + 30 + 30 * 10 + 10, Digits30Lesson.Run.Network.ParameterCount);
    }

    [Fact]
    public void Gradient_of_softmax_and_negative_log_likelihood_is_output_minus_target_to_the_bit()
    {
        var samples = ToldLesson.Digits.Train;
        var (label, outputs, biasGradient) = Digits15Lesson.OutputGradient(samples, ParameterInitialization.Create(Digits15Lesson.Run.Network, 1));
        Assert.Equal(1, outputs.Sum(), 1e-6f);
        Assert.Equal(outputs.Select((output, k) => output - (k == label ? 1f : 0f)), biasGradient);
    }

    [Fact]
    public void Classic_network_is_the_texts() => Assert.Equal(
        TrainingPresets.Nielsen.Spec with { Epochs = Digits30Lesson.Run.Epochs }, Digits30Lesson.Run);

    [MnistFact]
    public async Task On_MNIST_the_classic_network_is_above_95_percent() => Assert.True((await OnMnistAsync(Digits30Lesson.Run)).TestAccuracy > 0.95);

    [MnistFact]
    public async Task On_MNIST_fifteen_hidden_units_are_above_90_percent() => Assert.True((await OnMnistAsync(Digits15Lesson.Run)).TestAccuracy > 0.90);

    [Fact]
    public void Which_digits_they_are_is_said()
    {
        var digits = ToldLesson.Digits;
        Assert.StartsWith("The digits are generated ones, which stand in where MNIST is not on the machine: 20,000 images", DigitText.Of(digits), StringComparison.Ordinal);
        Assert.StartsWith("The digits are those of MNIST: 20,000 images", DigitText.Of(digits with { Name = "mnist" }), StringComparison.Ordinal);
    }

    private static Task<TrainingResult> OnMnistAsync(TrainingSpec spec) =>
        Trainer.TrainAsync(spec, MnistSource.Load(MnistFactAttribute.Files!), new TrainerOptions { Workers = 1 });
}
