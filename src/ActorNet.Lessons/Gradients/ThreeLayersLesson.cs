namespace ActorNet.Lessons.Gradients;

internal sealed class ThreeLayersLesson : ILesson
{
    public string Name => "three-layers";

    public string Summary => "A 3-3-3-1 network: the gradient of the first weights written out as nested sums, equal to backpropagation.";

    public Task RunAsync(ILessonPage page, LessonContext context, CancellationToken cancellationToken)
    {
        WriteNetwork(page);
        WriteOneWeight(page);
        WriteAll(page);
        return Task.CompletedTask;
    }

    private static void WriteNetwork(ILessonPage page)
    {
        page.BeginStep("The network and its activations");
        page.Text(
            "Three inputs, two hidden layers of three sigmoids, one sigmoid output, and four samples. All numbers below are computed from "
            + "these:");
        page.Formula("J = Σₙ ½(a³ − y)²", "aˡ = σ(zˡ),  zˡ = aˡ⁻¹Wˡ + bˡ");
        page.Table(
            ["sample", "x", "a¹", "a²", "a³", "y"],
            Enumerable.Range(0, NestedSums.Samples.Count).Select(n =>
            {
                var a = NestedSums.ActivationsOf(n);
                return (IReadOnlyList<string>)
                [
                    NumberFormat.Of(n + 1), Vector(a[0], 1), Vector(a[1], 4), Vector(a[2], 4), NumberFormat.Of(a[3][0]),
                    NumberFormat.Of(NestedSums.Samples.Targets!.Value.Span[n], 1),
                ];
            }));
    }

    private static void WriteOneWeight(ILessonPage page)
    {
        page.BeginStep("∂J/∂W¹ as nested sums");
        page.Text(
            "A weight of the first layer, from input i to neuron j, reaches the output through each of the three neurons k of the next "
            + "layer, for every sample n. The chain rule multiplies the slopes along each path and adds the paths:");
        page.Formula(
            "∂J/∂W¹ᵢⱼ = Σₙ xᵢ · σ′(z¹ⱼ) · Σₖ W²ⱼₖ · σ′(z²ₖ) · W³ₖ · σ′(z³) · (a³ − y)",
            "σ′(z) = a(1 − a)");
        page.Text("The factors for the first sample:");
        var a = NestedSums.ActivationsOf(0);
        page.Formula(
            $"σ′(z¹) = {Vector([.. a[1].Select(NestedSums.Slope)], 4)}",
            $"σ′(z²) = {Vector([.. a[2].Select(NestedSums.Slope)], 4)}",
            $"σ′(z³) = {NumberFormat.Of(NestedSums.Slope(a[3][0]))}",
            $"a³ − y = {NumberFormat.Of(a[3][0] - NestedSums.Samples.Targets!.Value.Span[0])}");
    }

    private static void WriteAll(ILessonPage page)
    {
        page.BeginStep("The same by backpropagation");
        var (sums, engine) = (NestedSums.FirstWeightGradient(), NestedSums.FirstWeightGradientByEngine());
        page.Table(
            ["", "nested sums", "the engine"],
            from i in Enumerable.Range(0, 3)
            from j in Enumerable.Range(0, 3)
            select (IReadOnlyList<string>)
                [$"∂J/∂W¹ of ({i + 1}, {j + 1})", NumberFormat.Of(sums[i, j], 7), NumberFormat.Of(engine[i, j], 7)]);
        page.Text(
            "Here the sums have three terms for each of nine weights and four samples. Each additional layer adds a nested sum and "
            + "multiplies the work by its width. Backpropagation computes δ = ∂J/∂z of a layer once and passes it back, δˡ = (δˡ⁺¹Wˡ⁺¹ᵀ) ∘ "
            + "σ′(zˡ): the inner sums, computed once for all weights that share them. So the backward pass takes about twice the time of "
            + "the forward pass, at any depth.");
    }

    private static string Vector(double[] values, int decimals) =>
        $"({string.Join(", ", values.Select(value => NumberFormat.Of(value, decimals)))})";
}
