namespace ActorNet.Learning.Networks;

/// <summary>One layer's block of the parameter vector: weights [Inputs, Outputs] row by row, then biases [Outputs].</summary>
/// <param name="Inputs">The width of the previous layer.</param>
/// <param name="Outputs">The width of this layer.</param>
/// <param name="WeightOffset">The offset of the weights; weight (i, o) is at WeightOffset + i·Outputs + o.</param>
internal readonly record struct LayerBlock(int Inputs, int Outputs, int WeightOffset)
{
    public int WeightCount => Inputs * Outputs;

    /// <summary>The biases follow the weights, as one more row of them.</summary>
    public int BiasOffset => WeightOffset + WeightCount;

    public int ParameterCount => WeightCount + Outputs;

    public ParameterRange Range => new(WeightOffset, ParameterCount);

    /// <summary>The parameters of some rows of the weights, the biases being one more.</summary>
    public ParameterRange Rows(int first, int count) => new(WeightOffset + first * Outputs, count * Outputs);
}

/// <summary>
/// The offset of every parameter of a network in one flat vector: layer by layer, first weights, then biases. Gradients and optimizer
/// state have the same layout, and <c>weightsSha256</c> is computed over it.
/// </summary>
internal sealed class ParameterLayout
{
    private readonly LayerBlock[] _layers;

    private ParameterLayout(LayerBlock[] layers)
    {
        _layers = layers;
        ParameterCount = layers[^1].WeightOffset + layers[^1].ParameterCount;
    }

    /// <summary>First hidden layer first.</summary>
    public ReadOnlySpan<LayerBlock> Layers => _layers;

    public int ParameterCount { get; }

    /// <exception cref="OverflowException">The parameters do not fit an array: far above
    /// <see cref="NetworkSpec.MaxParameters"/>.</exception>
    public static ParameterLayout Of(NetworkSpec network)
    {
        var layers = new LayerBlock[network.LayerCount];
        var offset = 0;
        for (var i = 0; i < layers.Length; i++)
        {
            layers[i] = new LayerBlock(network.Widths[i], network.Widths[i + 1], offset);
            offset = checked((int)(offset + (network.Widths[i] + 1L) * network.Widths[i + 1]));
        }

        return new ParameterLayout(layers);
    }

    /// <summary>The layer, from 0, that contains parameter <paramref name="index"/>.</summary>
    public int LayerOf(int index)
    {
        var layer = 0;
        while (index >= _layers[layer].WeightOffset + _layers[layer].ParameterCount)
            layer++;
        return layer;
    }
}
