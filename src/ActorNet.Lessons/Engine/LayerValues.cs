namespace ActorNet.Lessons.Engine;

/// <summary>
/// The weighted inputs z and activations a of every layer for one sample. The engine keeps neither, so each is the output of a network
/// truncated at that layer: with identity outputs for z, with the layer's own activation for a. The bits are those of the whole network.
/// </summary>
/// <param name="Z">z of each layer with parameters, beginning with the first hidden layer.</param>
/// <param name="A">a of each layer; the first is the sample itself, so A[l + 1] belongs to Z[l].</param>
internal sealed record LayerValues(IReadOnlyList<float[]> Z, IReadOnlyList<float[]> A)
{
    /// <summary>
    /// <paramref name="parameters"/> are in <see cref="ParameterLayout"/>; <paramref name="x"/> are the sample's features.
    /// </summary>
    public static LayerValues Of(NetworkSpec network, float[] parameters, float[] x)
    {
        var layers = Enumerable.Range(0, network.LayerCount).ToList();
        return new LayerValues(
            [.. layers.Select(layer => Outputs(network, layer, Activation.Identity, parameters, x))],
            [x, .. layers.Select(layer => Outputs(network, layer, network.ActivationOf(layer), parameters, x))]);
    }

    private static float[] Outputs(NetworkSpec network, int layer, Activation activation, float[] parameters, float[] x)
    {
        var truncated = network with
        {
            Widths = new LayerWidths([.. Enumerable.Range(0, layer + 2).Select(i => network.Widths[i])]),
            OutputActivation = activation,
            Cost = Cost.Quadratic,
        };
        return new Network(truncated, parameters[..truncated.ParameterCount]).Predict(x);
    }
}
