using ActorNet.Lessons.Engine;

namespace ActorNet.Lessons.Gradients;

/// <summary>
/// Three layers of one sigmoid neuron each, and the slopes of the cost C = (a³ − y)² of one sample, computed in three ways. The engine's
/// quadratic cost is ½(a³ − y)², so its slopes are half of these.
/// </summary>
/// <param name="Parameters">w¹, b¹, w², b², w³, b³.</param>
/// <param name="X">The input, a⁰.</param>
/// <param name="Y">The target.</param>
internal sealed record NeuronChain(float[] Parameters, float X, float Y)
{
    /// <summary>
    /// h of the finite differences. C is computed in float, with seven digits: a smaller step would show its rounding, a larger one its
    /// curvature.
    /// </summary>
    private const float Step = 1f / 64;

    private const int Layers = 3;

    public static NetworkSpec Spec { get; } = new(new LayerWidths(1, 1, 1, 1))
    {
        HiddenActivation = Activation.Sigmoid, OutputActivation = Activation.Sigmoid, Cost = Learning.Networks.Cost.Quadratic,
    };

    public SampleSet Sample => SampleSet.FromValues([X], 1, [Y], 1);

    public LayerValues Values => LayerValues.Of(Spec, Parameters, [X]);

    /// <summary>C = (a³ − y)².</summary>
    public double Cost => CostAt(Parameters);

    /// <summary>
    /// By the chain rule: ∂C/∂b³ = σ′(z³)·2(a³ − y); each earlier layer multiplies by the weight of the next layer and by its own σ′, and
    /// ∂C/∂w is the previous layer's a times ∂C/∂b. In the order of <see cref="Parameters"/>.
    /// </summary>
    public double[] ByChainRule()
    {
        var a = Values.A.Select(layer => (double)layer[0]).ToList();
        var slopes = new double[2 * Layers];
        var upstream = 2 * (a[Layers] - Y); // ∂C/∂a of the layer
        for (var layer = Layers; layer >= 1; layer--)
        {
            var slope = a[layer] * (1 - a[layer]); // σ′(z) = σ(z)(1 − σ(z))
            var (weight, bias) = (2 * (layer - 1), 2 * (layer - 1) + 1);
            slopes[bias] = slope * upstream;
            slopes[weight] = a[layer - 1] * slopes[bias];
            upstream = Parameters[weight] * slopes[bias];
        }

        return slopes;
    }

    /// <summary>By the engine's backpropagation, times 2.</summary>
    public double[] ByEngine() => [.. CostGradient.Of(Spec, Parameters, Sample).Gradient.Select(slope => 2.0 * slope)];

    /// <summary>By central differences, (C(θ + h) − C(θ − h)) / 2h, of the engine's forward pass.</summary>
    public double[] ByDifferences() =>
        [.. Parameters.Select((_, i) => (CostAt(Shifted(i, Step)) - CostAt(Shifted(i, -Step))) / (2 * Step))];

    private float[] Shifted(int index, float step) => [.. Parameters.Select((value, i) => i == index ? value + step : value)];

    private double CostAt(float[] parameters) => 2 * new Network(Spec, parameters).Evaluate(Sample).Loss;
}
