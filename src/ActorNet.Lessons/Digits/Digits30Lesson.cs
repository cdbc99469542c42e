using ActorNet.Coordination.Training;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Training;
using ActorNet.Lessons.Engine;
using ActorNet.Lessons.Pages;

namespace ActorNet.Lessons.Digits;

/// <summary>The network of the classic text (Nielsen, "Neural Networks and Deep Learning", chapter 1).</summary>
internal sealed class Digits30Lesson : ILesson
{
    /// <summary>The preset, with fewer epochs than the text's 30: the rest of them adds little.</summary>
    internal static TrainingSpec Run { get; } = TrainingPresets.Nielsen.Spec with { Epochs = 12 };

    /// <inheritdoc/>
    public string Name => "digits-30";

    /// <inheritdoc/>
    public string Summary => "784-30-10, all sigmoid, quadratic cost: the classic text's network reads handwritten digits.";

    /// <inheritdoc/>
    public async Task RunAsync(ILessonPage page, LessonContext context, CancellationToken cancellationToken)
    {
        var digits = await context.LoadDigits(cancellationToken).ConfigureAwait(false);
        page.BeginStep("The network");
        page.Text(DigitText.Of(digits) + " Thirty sigmoids, then ten: the one that says most is the answer. All weights and biases start as random numbers, normal(0, 1).");
        page.Formula("aˡ = σ(aˡ⁻¹Wˡ + bˡ)", "C = ½ Σₖ (aₖ − yₖ)²,  y one-hot");
        DigitText.WriteParameters(page, Run);

        page.BeginStep("Training");
        page.Text($"As in the text, stochastic gradient descent with minibatches of 10 and η = 3.0, for {Run.Epochs} of its 30 epochs; `--preset nielsen` is this run with all of them.");
        var result = await LessonTraining.RunAsync(Run, digits, context, workers: 1, cancellationToken).ConfigureAwait(false);
        DigitText.WriteEpochs(page, result);
        WriteMistakes(page, new Network(Run.Network, result.Parameters), digits.Test);
    }

    private static void WriteMistakes(ILessonPage page, Network network, SampleSet test)
    {
        page.BeginStep("What it gets wrong");
        var confusion = ConfusionMatrix.Of(network, test);
        page.Text("How often a digit of the test set (row) was taken for each digit (column):");
        var classes = Enumerable.Range(0, confusion.Classes).ToList();
        page.Table(
            ["", .. classes.Select(k => NumberFormat.Of(k)), "recall"],
            classes.Select(actual => (IReadOnlyList<string>)
                [NumberFormat.Of(actual), .. classes.Select(predicted => NumberFormat.Of(confusion[actual, predicted])), NumberFormat.Percent(confusion.RecallOf(actual))]));
    }
}
