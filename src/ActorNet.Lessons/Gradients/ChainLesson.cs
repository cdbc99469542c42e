using ActorNet.Learning.Training;

namespace ActorNet.Lessons.Gradients;

internal sealed class ChainLesson : ILesson
{
    private static readonly string[] ParameterNames = ["w¹", "b¹", "w²", "b²", "w³", "b³"];

    internal static NeuronChain Chain { get; } = new([1.2f, -0.5f, -1.5f, 0.8f, 2, -0.4f], 0.8f, 1);

    public string Name => "chain";

    public string Summary => "One neuron per layer: the slope of the cost by the chain rule, by the engine, and by finite differences.";

    public Task RunAsync(ILessonPage page, LessonContext context, CancellationToken cancellationToken)
    {
        WriteForward(page);
        WriteLastWeight(page);
        WriteAll(page);
        return Task.CompletedTask;
    }

    private static void WriteForward(ILessonPage page)
    {
        page.BeginStep("Forward");
        page.Text(
            "Three neurons in a row; the input of each is the activation of the previous one. The cost of one sample is its squared "
            + "error.");
        var (values, parameters) = (Chain.Values, Chain.Parameters);
        var layers = Enumerable.Range(1, 3).SelectMany(l => new[]
        {
            $"z{Superscript(l)} = w{Superscript(l)}a{Superscript(l - 1)} + b{Superscript(l)} = {NumberFormat.Of(parameters[2 * l - 2], 1)}·"
            + $"{NumberFormat.Of(values.A[l - 1][0])} + {NumberFormat.Of(parameters[2 * l - 1], 1)} = "
            + $"{NumberFormat.Of(values.Z[l - 1][0])}",
            $"a{Superscript(l)} = σ(z{Superscript(l)}) = {NumberFormat.Of(values.A[l][0])}",
        });
        page.Formula(
        [
            $"a⁰ = x = {NumberFormat.Of(Chain.X, 1)},  y = {NumberFormat.Of(Chain.Y, 1)}",
            .. layers,
            $"C  = (a³ − y)² = {NumberFormat.Of(Chain.Cost, 6)}",
        ]);
    }

    private static void WriteLastWeight(ILessonPage page)
    {
        page.BeginStep("The last weight");
        page.Text(
            "A small change of w³ is multiplied by a² in z³, then by σ′(z³) in a³, then by 2(a³ − y) in C. So ∂C/∂w³ is the product of the "
            + "three slopes:");
        var a = Chain.Values.A;
        var slope = a[3][0] * (1 - a[3][0]);
        page.Formula(
            "∂C/∂w³ = ∂z³/∂w³ · ∂a³/∂z³ · ∂C/∂a³ = a² · σ′(z³) · 2(a³ − y)",
            $"       = {NumberFormat.Of(a[2][0])} · {NumberFormat.Of(slope)} · {NumberFormat.Of(2 * (a[3][0] - Chain.Y))} = "
            + $"{NumberFormat.Of(Chain.ByChainRule()[4], 6)}");
    }

    private static void WriteAll(ILessonPage page)
    {
        page.BeginStep("All parameters, in three ways");
        page.Text(
            "For earlier layers the chain is longer: ∂C/∂a of a layer is the weight of the next layer times ∂C/∂z there. The engine's "
            + "quadratic cost is ½(a − y)², half of this C, so its gradient is doubled here. Finite differences use no calculus: they move "
            + "one parameter by h = 1/64 to either side and measure how C changes.");
        page.Formula(
            "∂C/∂w¹ = a⁰ · σ′(z¹) · w² · σ′(z²) · w³ · σ′(z³) · 2(a³ − y)",
            "∂C/∂θ ≈ (C(θ + h) − C(θ − h)) / 2h");
        var (rule, engine, differences) = (Chain.ByChainRule(), Chain.ByEngine(), Chain.ByDifferences());
        page.Table(
            ["", "chain rule", "engine, times 2", "finite differences"],
            ParameterNames.Select((name, i) => (IReadOnlyList<string>)
                [$"∂C/∂{name}", NumberFormat.Of(rule[i], 6), NumberFormat.Of(engine[i], 6), NumberFormat.Of(differences[i], 6)]));
        var check = GradientCheck.Run(NeuronChain.Spec, Chain.Parameters, Chain.Sample, 1);
        page.Text(
            "The differences may be off in the last digit: their step is finite, and the engine's floats have seven digits. In double "
            + "precision, with a step of 1e−5, the engine's own gradient check finds a relative error "
            + $"{(check.LargestRelativeError < 1e-6 ? "below" : "of")} 1e−6.");
    }

    private static char Superscript(int digit) => "⁰¹²³"[digit];
}
