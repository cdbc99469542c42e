using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;
using ActorNet.Lessons.Engine;

namespace ActorNet.Lessons.Digits;

internal sealed class Digits15Lesson : ILesson
{
    /// <summary>The engine represents classes as one-hot targets.</summary>
    internal static TrainingSpec Spec { get; } = new(new NetworkSpec(new LayerWidths(784, 15, 10))
    {
        HiddenActivation = Activation.Sigmoid, Cost = Cost.NegativeLogLikelihood, Initializer = Initializer.Normal,
    })
    {
        Optimizer = new OptimizerSpec(OptimizerKind.Sgd, 0.5f), BatchSize = 10, Epochs = 8,
    };

    public string Name => "digits-15";

    public string Summary => "784-15-10 with softmax and negative log likelihood classifies digits; its output gradient is o − y.";

    public async Task RunAsync(ILessonPage page, LessonContext context, CancellationToken cancellationToken)
    {
        var digits = await context.LoadDigits(cancellationToken).ConfigureAwait(false);
        WriteNetwork(page, digits);
        WriteGradient(page, digits);
        page.BeginStep("Training");
        page.Text("Stochastic gradient descent with minibatches of 10 and η = 0.5, by a coordinator actor and one worker actor:");
        var result = await LessonTraining.RunAsync(Spec, digits, context, workers: 1, cancellationToken).ConfigureAwait(false);
        DigitSections.WriteEpochs(page, result);
    }

    private static void WriteNetwork(ILessonPage page, Dataset digits)
    {
        page.BeginStep("The network");
        page.Text(
            DigitSections.Describe(digits)
            + " Fifteen sigmoids read the pixels, and a softmax over ten outputs gives each digit a probability; the "
            + "probabilities sum to 1. All weights and biases start as random numbers, normal(0, 1).");
        page.Formula(
            "a¹ = σ(xW¹ + b¹)",
            "oₖ = e^zₖ / Σⱼ e^zⱼ,  z = a¹W² + b²",
            "C = −Σₖ yₖ ln oₖ,  y one-hot: 1 for the digit, 0 for all others");
        DigitSections.WriteParameters(page, Spec);
    }

    private static void WriteGradient(ILessonPage page, Dataset digits)
    {
        page.BeginStep("The gradient at the output is o − y");
        var parameters = ParameterInitialization.Create(Spec.Network, Spec.Seed);
        var (label, outputs, biasGradient) = OutputGradient(digits.Train, parameters);
        page.Text(
            "The logarithm undoes the exponential: what remains of ∂C/∂z is the difference between output and target, however wrong the "
            + "network is. That is why softmax is paired with negative log likelihood. The table shows the first training image, a "
            + $"{label}, before any training. The gradient of an output's bias is ∂C/∂z itself:");
        page.Formula("∂C/∂zₖ = oₖ − yₖ");
        page.Table(
            ["k", "y", "o", "o − y", "∂C/∂b² by the engine"],
            outputs.Select((output, k) =>
            {
                var target = k == label ? 1f : 0f;
                return (IReadOnlyList<string>)
                [
                    NumberFormat.Of(k), NumberFormat.Of((long)target), NumberFormat.Of(output, 6), NumberFormat.Of(output - target, 6),
                    NumberFormat.Of(biasGradient[k], 6),
                ];
            }));
    }

    /// <summary>The first sample's label, its outputs, and the engine's gradient of the output biases.</summary>
    internal static (int Label, float[] Outputs, float[] BiasGradient) OutputGradient(SampleSet samples, float[] parameters)
    {
        var x = new float[samples.FeatureCount];
        samples.CopyFeatures(0, x);
        var first = SampleSet.FromClasses(x, x.Length, [samples.LabelOf(0)], samples.OutputCount);
        var gradient = CostGradient.Of(Spec.Network, parameters, first).Gradient;
        return (samples.LabelOf(0), new Network(Spec.Network, parameters).Predict(x), gradient[^samples.OutputCount..]);
    }
}
