namespace ActorNet.Lessons.Perceptrons;

/// <summary>One unit with the Heaviside step: 1 where x·w + b ≥ 0, else 0 (Rosenblatt, 1958). A threshold T is the bias b = -T.</summary>
internal sealed record Perceptron(IReadOnlyList<float> Weights, float Bias)
{
    private static readonly NetworkSpec OneUnit = new(new LayerWidths(1, 1))
    {
        OutputActivation = Activation.Heaviside, Cost = Cost.Quadratic,
    };

    /// <summary>1 where x·w ≥ <paramref name="threshold"/>.</summary>
    public static Perceptron WithThreshold(float threshold, params IReadOnlyList<float> weights) => new(weights, -threshold);

    /// <summary>x·w + b.</summary>
    public float WeightedInput(IReadOnlyList<float> x)
    {
        var sum = Bias;
        for (var i = 0; i < Weights.Count; i++)
            sum += x[i] * Weights[i];
        return sum;
    }

    /// <summary>0 or 1, computed by a network of this one unit.</summary>
    public int Decide(IReadOnlyList<float> x)
    {
        var network = new Network(OneUnit with { Widths = new LayerWidths(Weights.Count, 1) }, [.. Weights, Bias]);
        return (int)network.Predict([.. x])[0];
    }

    /// <summary>All inputs of <paramref name="count"/> zeros and ones in binary order: (0, 0), (0, 1), (1, 0), (1, 1) for two.</summary>
    public static IEnumerable<float[]> BinaryInputs(int count) =>
        Enumerable.Range(0, 1 << count)
            .Select(number => Enumerable.Range(0, count).Select(i => (float)(number >> (count - 1 - i) & 1)).ToArray());
}
