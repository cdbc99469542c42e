using ActorNet.Learning.Networks;

namespace ActorNet.Lessons.Engine;

/// <summary>
/// The weighted inputs z and activations a of every layer for one sample. The engine keeps neither, so each is the output of a network
/// that ends at that layer: of identity outputs for z, of the layer's own activation for a. The bits are those of the whole network.
/// </summary>
/// <param name="Z">z of each layer with parameters, the first hidden layer first.</param>
/// <param name="A">a of each layer; the first is the sample itself, so that A[l + 1] belongs to Z[l].</param>
internal sealed record LayerValues(IReadOnlyList<float[]> Z, IReadOnlyList<float[]> A)
{
    /// <summary>What <paramref name="network"/> computes for the sample <paramref name="x"/>.</summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">Its parameters, in <see cref="ParameterLayout"/>.</param>
    /// <param name="x">The sample's features.</param>
    public static LayerValues Of(NetworkSpec network, float[] parameters, float[] x)
    {
        var layers = Enumerable.Range(0, network.LayerCount).ToList();
        return new LayerValues(
            [.. layers.Select(layer => Outputs(network, layer, Activation.Identity, parameters, x))],
            [x, .. layers.Select(layer => Outputs(network, layer, network.ActivationOf(layer), parameters, x))]);
    }

    private static float[] Outputs(NetworkSpec network, int layer, Activation activation, float[] parameters, float[] x)
    {
        var ending = network with
        {
            Widths = new LayerWidths([.. Enumerable.Range(0, layer + 2).Select(i => network.Widths[i])]),
            OutputActivation = activation,
            Cost = Cost.Quadratic,
        };
        return new Network(ending, parameters[..ending.ParameterCount]).Predict(x);
    }
}
