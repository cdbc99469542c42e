using ActorNet.Learning.Training;
using ActorNet.Lessons.Engine;

namespace ActorNet.Lessons.Digits;

/// <summary>The network of the classic text (Nielsen, "Neural Networks and Deep Learning", chapter 1).</summary>
internal sealed class Digits30Lesson : ILesson
{
    /// <summary>The preset with 12 epochs instead of the text's 30; the others add little.</summary>
    internal static TrainingSpec Spec { get; } = TrainingPresets.Nielsen.Spec with { Epochs = 12 };

    public string Name => "digits-30";

    public string Summary => "784-30-10, all sigmoid, quadratic cost: the classic textbook network classifies handwritten digits.";

    public async Task RunAsync(ILessonPage page, LessonContext context, CancellationToken cancellationToken)
    {
        var digits = await context.LoadDigits(cancellationToken).ConfigureAwait(false);
        page.BeginStep("The network");
        page.Text(
            DigitSections.Describe(digits)
            + " Thirty sigmoids, then ten: the largest output is the answer. All weights and biases start as random "
            + "numbers, normal(0, 1).");
        page.Formula("aˡ = σ(aˡ⁻¹Wˡ + bˡ)", "C = ½ Σₖ (aₖ − yₖ)²,  y one-hot");
        DigitSections.WriteParameters(page, Spec);

        page.BeginStep("Training");
        page.Text(
            "As in the text: stochastic gradient descent with minibatches of 10 and η = 3.0. This run takes "
            + $"{Spec.Epochs} of the text's 30 epochs; `--preset nielsen` takes all of them.");
        var result = await LessonTraining.RunAsync(Spec, digits, context, workers: 1, cancellationToken).ConfigureAwait(false);
        DigitSections.WriteEpochs(page, result);
        WriteConfusionMatrix(page, result.ToNetwork(), digits.Test);
    }

    private static void WriteConfusionMatrix(ILessonPage page, Network network, SampleSet test)
    {
        page.BeginStep("Confusion matrix");
        var confusion = ConfusionMatrix.Of(network, test);
        page.Text("Each row is a digit of the test set, each column the network's answer:");
        var classes = Enumerable.Range(0, confusion.Classes).ToList();
        page.Table(
            ["", .. classes.Select(k => NumberFormat.Of(k)), "recall"],
            classes.Select(actual => (IReadOnlyList<string>)
                [
                    NumberFormat.Of(actual), .. classes.Select(predicted => NumberFormat.Of(confusion[actual, predicted])),
                    NumberFormat.Percent(confusion.RecallOf(actual)),
                ]));
    }
}
