using ActorNet.Lessons.Pages;

namespace ActorNet.Lessons.Gradients;

/// <summary>What backpropagation saves one from writing.</summary>
internal sealed class ThreeLayersLesson : ILesson
{
    /// <inheritdoc/>
    public string Name => "three-layers";

    /// <inheritdoc/>
    public string Summary => "A 3-3-3-1 network: the gradient of the first weights written out as nested sums, equal to backpropagation.";

    /// <inheritdoc/>
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
        page.Text("Three inputs, two hidden layers of three sigmoids, one sigmoid output, and four samples. Every number that follows is made of these:");
        page.Formula("J = Σₙ ½(a³ − y)²", "aˡ = σ(zˡ),  zˡ = aˡ⁻¹Wˡ + bˡ");
        page.Table(
            ["sample", "x", "a¹", "a²", "a³", "y"],
            Enumerable.Range(0, NestedSums.Samples.Count).Select(n =>
            {
                var a = NestedSums.ActivationsOf(n);
                return (IReadOnlyList<string>)
                [
                    NumberFormat.Of(n + 1), Vector(a[0], 1), Vector(a[1], 4), Vector(a[2], 4), NumberFormat.Of(a[3][0]), NumberFormat.Of(NestedSums.Samples.Targets!.Value.Span[n], 1),
                ];
            }));
    }

    private static void WriteOneWeight(ILessonPage page)
    {
        page.BeginStep("∂J/∂W¹ as nested sums");
        page.Text(
            "A weight of the first layer, from input i to neuron j, reaches the output through each of the three neurons k above, and does so for every "
            + "sample n. The chain rule multiplies the slopes along a way and adds up the ways:");
        page.Formula(
            "∂J/∂W¹ᵢⱼ = Σₙ xᵢ · σ′(z¹ⱼ) · Σₖ W²ⱼₖ · σ′(z²ₖ) · W³ₖ · σ′(z³) · (a³ − y)",
            "σ′(z) = a(1 − a)");
        page.Text("Its parts for the first sample:");
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
        var (sums, engine) = (NestedSums.FirstWeights(), NestedSums.FirstWeightsByEngine());
        page.Table(
            ["", "nested sums", "the engine"],
            from i in Enumerable.Range(0, 3)
            from j in Enumerable.Range(0, 3)
            select (IReadOnlyList<string>)[$"∂J/∂W¹ of ({i + 1}, {j + 1})", NumberFormat.Of(sums[i, j], 7), NumberFormat.Of(engine[i, j], 7)]);
        page.Text(
            "The sums have three terms for each of nine weights and four samples here; with another layer there would be one more sum inside, and the "
            + "work would grow by a factor of the width with each. Backpropagation computes δ = ∂J/∂z of a layer once and hands it down, δˡ = (δˡ⁺¹Wˡ⁺¹ᵀ) ∘ "
            + "σ′(zˡ): the inner sums, done once for all weights that share them. So going back costs about twice as much as going forward, however deep the "
            + "network is.");
    }

    private static string Vector(double[] values, int decimals) => $"({string.Join(", ", values.Select(value => NumberFormat.Of(value, decimals)))})";
}
