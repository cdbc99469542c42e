using ActorNet.Lessons.Engine;
using ActorNet.Pictures.Charts;

namespace ActorNet.Lessons.Neurons;

internal sealed class NeuronsLesson : ILesson
{
    private const int CurvePoints = 161;
    private const float CurveEnd = 4;
    private const float WeightChange = 0.1f;

    private static readonly (string Name, string Formula, Activation Activation)[] Functions =
    [
        ("step", "H(z) = 1 if z ≥ 0, else 0", Activation.Heaviside),
        ("sigmoid", "σ(z) = 1 / (1 + e⁻ᶻ)", Activation.Sigmoid),
        ("tanh", "tanh(z) = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ)", Activation.Tanh),
        ("ReLU", "max(0, z)", Activation.Relu),
        ("softplus", "ln(1 + eᶻ)", Activation.Softplus),
    ];

    private static readonly string[] Names = [.. Functions.Select(function => function.Name)];
    private static readonly string[] SmoothNames = [.. Names.Skip(1)];

    public string Name => "neurons";

    public string Summary => "Step, sigmoid, tanh, ReLU and softplus side by side, and why the textbook formulas fail in float.";

    public Task RunAsync(ILessonPage page, LessonContext context, CancellationToken cancellationToken)
    {
        var neurons = Functions.Select(function => new Neuron(function.Activation)).ToList();
        WriteCurves(page, neurons);
        WriteSlopes(page, neurons);
        WriteWeightChange(page, neurons);
        WriteOverflow(page);
        return Task.CompletedTask;
    }

    private static void WriteCurves(ILessonPage page, List<Neuron> neurons)
    {
        page.BeginStep("Five activation functions");
        page.Text("A neuron computes a = f(z) of its weighted input z = w·x + b. These are common activation functions f:");
        page.Formula([.. Functions.Select(function => $"{function.Name,-9} {function.Formula}")]);
        page.Table(
            ["z", .. Names],
            new[] { -4f, -2f, -1f, 0f, 1f, 2f, 4f }.Select(z =>
                (IReadOnlyList<string>)[NumberFormat.Of((long)z), .. neurons.Select(neuron => NumberFormat.Of(neuron.At(z)))]));
        page.Chart(new LineChart(
            "Activation functions", "weighted input z", "activation a", Curves(Names, neurons, (neuron, z) => neuron.At(z))));
    }

    private static void WriteSlopes(ILessonPage page, List<Neuron> neurons)
    {
        var smooth = neurons.Skip(1).ToList();
        page.BeginStep("Their derivatives");
        page.Text(
            "Learning follows the slope f′(z). The sigmoid's slope is at most 1/4 and close to 0 where |z| is large: there a neuron is "
            + "saturated and learns slowly. ReLU's slope is 1 for every z above 0 (at 0, its kink, the engine takes 0). The step has no "
            + "useful slope: 0 everywhere but at the jump.");
        page.Formula("σ′ = σ(1 − σ)", "tanh′ = 1 − tanh²", "ReLU′ = 1 if z > 0, else 0", "softplus′ = σ");
        page.Table(
            ["z", .. SmoothNames],
            new[] { -4f, -2f, -1f, 0f, 1f, 2f, 4f }.Select(z =>
                (IReadOnlyList<string>)[NumberFormat.Of((long)z), .. smooth.Select(neuron => NumberFormat.Of(neuron.SlopeAt(z)))]));
        page.Chart(new LineChart(
            "Derivatives of the activation functions", "weighted input z", "slope",
            Curves(SmoothNames, smooth, (neuron, z) => neuron.SlopeAt(z))));
    }

    private static void WriteWeightChange(ILessonPage page, List<Neuron> neurons)
    {
        page.BeginStep("A small change of a weight");
        page.Text(
            "With input x = 1 and bias 0, z is the weight itself. A weight that grows by 0.1 changes a smooth neuron's output a little, by "
            + "about f′(z)·x·Δw; a perceptron's output either does not change at all or flips. That is why a perceptron cannot learn by "
            + "small corrections.");
        page.Table(
            ["w", "w + Δw", .. Names.Select(name => $"Δa of {name}")],
            new[] { -2f, -0.05f, 1f, 3f }.Select(w =>
                (IReadOnlyList<string>)
                [
                    NumberFormat.Of(w, 2), NumberFormat.Of(w + WeightChange, 2),
                    .. neurons.Select(neuron => NumberFormat.Of(neuron.At(w + WeightChange) - neuron.At(w))),
                ]));
    }

    private static void WriteOverflow(ILessonPage page)
    {
        page.BeginStep("Why the textbook formulas fail in float");
        page.Text(
            "The largest float is 3.4e38, which is e to the 88.7, and a float has seven digits. So the formulas fail for weighted inputs "
            + "that occur in training. The engine computes only e to the −|z|, which cannot overflow; shifts a softmax by its largest z; "
            + "and computes a cost from z instead of taking the log of a rounded output.");
        var (sigmoid, softplus) = (new Neuron(Activation.Sigmoid), new Neuron(Activation.Softplus));
        page.Table(
            ["formula", "at", "literally, in float", "the engine"],
            [
                ["1 / (1 + e⁻ᶻ)", "z = −89", NumberFormat.OfAnySize(NaiveFunctions.Sigmoid(-89)), NumberFormat.OfAnySize(sigmoid.At(-89))],
                [
                    "eᶻ / (1 + eᶻ)", "z = 89", NumberFormat.OfAnySize(NaiveFunctions.SigmoidOfExponentials(89)),
                    NumberFormat.OfAnySize(sigmoid.At(89)),
                ],
                ["ln(1 + eᶻ)", "z = 100", NumberFormat.OfAnySize(NaiveFunctions.Softplus(100)), NumberFormat.OfAnySize(softplus.At(100))],
                ["ln(1 + eᶻ)", "z = −20", NumberFormat.OfAnySize(NaiveFunctions.Softplus(-20)), NumberFormat.OfAnySize(softplus.At(-20))],
                [
                    "softmax", "z = (100, 0)", NumberFormat.OfAnySize(NaiveFunctions.Softmax(100, 0)),
                    NumberFormat.OfAnySize(Softmax(100, 0)),
                ],
                [
                    "−ln(1 − σ(z))", "z = 20", NumberFormat.OfAnySize(NaiveFunctions.CrossEntropy(20)),
                    NumberFormat.OfAnySize(CrossEntropy(20)),
                ],
            ]);
        page.Text("One \"infinity\" or \"not a number\" in one sample's gradient would reach every weight one step later.");
    }

    /// <summary>The first output of a softmax over two weighted inputs, computed by the engine.</summary>
    internal static float Softmax(float z1, float z2) =>
        new Network(new NetworkSpec(new LayerWidths(2, 2)), [1, 0, 0, 1, 0, 0]).Predict([z1, z2])[0];

    /// <summary>The cross-entropy of a sigmoid's output for the target 0, computed by the engine.</summary>
    internal static double CrossEntropy(float z)
    {
        var unit = new NetworkSpec(new LayerWidths(1, 1)) { OutputActivation = Activation.Sigmoid, Cost = Cost.CrossEntropy };
        return new Network(unit, [1, 0]).Evaluate(SampleSet.FromValues([z], 1, [0], 1)).Loss;
    }

    private static List<ChartLine> Curves(string[] names, List<Neuron> neurons, Func<Neuron, float, float> value)
    {
        var z = Enumerable.Range(0, CurvePoints).Select(i => -CurveEnd + 2 * CurveEnd * i / (CurvePoints - 1)).ToList();
        var x = z.ConvertAll(at => (double)at);
        return [.. names.Zip(neurons, (name, neuron) => new ChartLine(name, x, z.ConvertAll(at => (double)value(neuron, at))))];
    }
}
