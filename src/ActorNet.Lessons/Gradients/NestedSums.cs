using ActorNet.Lessons.Engine;

namespace ActorNet.Lessons.Gradients;

/// <summary>
/// A 3-3-3-1 network of sigmoids with the cost J = ½ Σ (a³ − y)² over a few samples, and ∂J/∂W¹ written out as nested sums over all
/// paths from a weight of the first layer to the output.
/// </summary>
internal static class NestedSums
{
    private const int Width = 3;

    public static NetworkSpec Spec { get; } = new(new LayerWidths(Width, Width, Width, 1))
    {
        HiddenActivation = Activation.Sigmoid, OutputActivation = Activation.Sigmoid, Cost = Cost.Quadratic,
    };

    /// <summary>Four samples with three features and one target each.</summary>
    public static SampleSet Samples { get; } = SampleSet.FromValues(
        [0.9f, 0.1f, 0.8f, 0.2f, 0.7f, 0.4f, 0.5f, 0.5f, 0.1f, 1, 0.3f, 0.6f], Width, [1, 0, 0.5f, 0.8f], 1);

    /// <summary>In <see cref="ParameterLayout"/>.</summary>
    public static float[] Parameters { get; } =
    [
        0.4f, -0.6f, 0.9f, 1.1f, 0.2f, -0.7f, -0.3f, 0.8f, 0.5f, 0.1f, -0.2f, 0.3f,
        -0.5f, 0.7f, 1.2f, 0.6f, -0.9f, 0.3f, 0.8f, 0.4f, -1, -0.1f, 0.2f, 0.1f,
        1.5f, -0.8f, 0.9f, -0.3f,
    ];

    /// <summary>∂J/∂W¹ᵢⱼ = Σₙ xᵢ · σ′(z¹ⱼ) · Σₖ W²ⱼₖ · σ′(z²ₖ) · W³ₖ · σ′(z³) · (a³ − y), where z and a belong to sample n.</summary>
    /// <returns>[3, 3], row i for input i.</returns>
    public static double[,] FirstWeightGradient()
    {
        var layers = ParameterLayout.Of(Spec).Layers;
        var (second, third) = (layers[1].WeightOffset, layers[2].WeightOffset);
        var gradient = new double[Width, Width];
        for (var n = 0; n < Samples.Count; n++)
        {
            var a = ActivationsOf(n);
            var y = Samples.Targets!.Value.Span[n];
            for (var i = 0; i < Width; i++)
            {
                for (var j = 0; j < Width; j++)
                {
                    var inner = 0.0;
                    for (var k = 0; k < Width; k++)
                        inner += Parameters[second + j * Width + k] * Slope(a[2][k])
                            * Parameters[third + k] * Slope(a[3][0]) * (a[3][0] - y);
                    gradient[i, j] += a[0][i] * Slope(a[1][j]) * inner;
                }
            }
        }

        return gradient;
    }

    /// <summary>The same, by the engine's backpropagation.</summary>
    public static float[,] FirstWeightGradientByEngine()
    {
        var gradient = CostGradient.Of(Spec, Parameters, Samples).Gradient;
        var weights = new float[Width, Width];
        for (var i = 0; i < Width; i++)
            for (var j = 0; j < Width; j++)
                weights[i, j] = gradient[i * Width + j];
        return weights;
    }

    /// <summary>The activations of every layer for sample <paramref name="n"/>; the first entry is its features.</summary>
    public static double[][] ActivationsOf(int n)
    {
        var x = new float[Width];
        Samples.CopyFeatures(n, x);
        return [.. LayerValues.Of(Spec, Parameters, x).A.Select(layer => Array.ConvertAll(layer, value => (double)value))];
    }

    /// <summary>σ′(z) = σ(z)(1 − σ(z)), from a = σ(z).</summary>
    public static double Slope(double a) => a * (1 - a);
}
