namespace ActorNet.Learning.Networks;

/// <summary>One layer's place in the parameter vector: weights [Inputs, Outputs] row by row, then biases [Outputs].</summary>
/// <param name="Inputs">The width of the layer before.</param>
/// <param name="Outputs">The width of this layer.</param>
/// <param name="WeightOffset">Where the weights begin; weight (i, o) is at WeightOffset + i·Outputs + o.</param>
internal readonly record struct LayerBlock(int Inputs, int Outputs, int WeightOffset)
{
    /// <summary>The number of weights.</summary>
    public int WeightCount => Inputs * Outputs;

    /// <summary>Where the biases begin: right behind the weights, as one more row of them.</summary>
    public int BiasOffset => WeightOffset + WeightCount;

    /// <summary>The number of weights and biases.</summary>
    public int ParameterCount => WeightCount + Outputs;
}

/// <summary>
/// Where every parameter of a network lies in its one flat vector: layer by layer, each its weights and then its biases.
/// Gradients and optimizer state have the same layout, and <c>weightsSha256</c> is taken over it.
/// </summary>
internal sealed class ParameterLayout
{
    private readonly LayerBlock[] _layers;

    private ParameterLayout(LayerBlock[] layers)
    {
        _layers = layers;
        ParameterCount = layers[^1].WeightOffset + layers[^1].ParameterCount;
    }

    /// <summary>The layers, first hidden layer first.</summary>
    public ReadOnlySpan<LayerBlock> Layers => _layers;

    /// <summary>The length of the parameter vector.</summary>
    public int ParameterCount { get; }

    /// <summary>The layout of a network.</summary>
    /// <exception cref="OverflowException">The parameters are more than an array can hold: far above <see cref="NetworkSpec.MaxParameters"/>.</exception>
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

    /// <summary>The layer that holds parameter <paramref name="index"/>, from 0.</summary>
    public int LayerOf(int index)
    {
        var layer = 0;
        while (index >= _layers[layer].WeightOffset + _layers[layer].ParameterCount)
            layer++;
        return layer;
    }
}
