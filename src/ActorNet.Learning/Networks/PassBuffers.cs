using ActorNet.Learning.Matrices;

namespace ActorNet.Learning.Networks;

/// <summary>
/// What a pass over a block of samples reads and writes: matrices [samples, width] of each layer, and each layer's weights
/// and deltas packed. Layer l, from 1, is at l - 1 wherever the features have no place.
/// </summary>
internal sealed class PassBuffers
{
    public PassBuffers(NetworkSpec network, int maxRows)
    {
        var layers = network.LayerCount;
        Activations = new LayerMatrix[layers + 1];
        Inputs = new LayerMatrix[layers];
        Deltas = new LayerMatrix[layers];
        Activations[0] = new LayerMatrix(maxRows, network.InputWidth);
        for (var layer = 0; layer < layers; layer++)
        {
            var width = network.Widths[layer + 1];
            Activations[layer + 1] = new LayerMatrix(maxRows, width);
            Inputs[layer] = NeedsInputs(network, layer) ? new LayerMatrix(maxRows, width) : Activations[layer + 1];
            Deltas[layer] = new LayerMatrix(maxRows, width);
        }

        Targets = new LayerMatrix(maxRows, network.OutputWidth);
        Weights = Array.ConvertAll(Deltas, _ => new PackedMatrix());
        Transposed = Array.ConvertAll(Deltas, _ => new PackedMatrix());
        PackedDeltas = Array.ConvertAll(Deltas, _ => new PackedMatrix());
        Max = new float[maxRows];
        LogSum = new float[maxRows];
        Losses = new double[maxRows];
        Indices = new int[maxRows];
    }

    /// <summary>aˡ, from the features at 0 to the outputs.</summary>
    public LayerMatrix[] Activations { get; }

    /// <summary>zˡ; the same memory as aˡ where zˡ is not needed again.</summary>
    public LayerMatrix[] Inputs { get; }

    /// <summary>δˡ.</summary>
    public LayerMatrix[] Deltas { get; }

    /// <summary>y.</summary>
    public LayerMatrix Targets { get; }

    /// <summary>Wˡ, packed for the way forward.</summary>
    public PackedMatrix[] Weights { get; }

    /// <summary>Wˡᵀ, packed for the way back; not of the first layer.</summary>
    public PackedMatrix[] Transposed { get; }

    /// <summary>δˡ, packed for the weights' gradient.</summary>
    public PackedMatrix[] PackedDeltas { get; }

    /// <summary>The largest z of each sample's softmax.</summary>
    public float[] Max { get; }

    /// <summary>The logarithm of each sample's sum in softmax.</summary>
    public float[] LogSum { get; }

    /// <summary>The cost of each sample.</summary>
    public double[] Losses { get; }

    /// <summary>Which samples of the set are in the block.</summary>
    public int[] Indices { get; }

    /// <summary>Whether zˡ is needed after aˡ is known: by a derivative taken from it, or by a cost computed from it.</summary>
    private static bool NeedsInputs(NetworkSpec network, int layer) =>
        network.ActivationOf(layer) is Activation.Softplus or Activation.Softmax
        || (layer == network.LayerCount - 1 && network.Cost != Cost.Quadratic);
}
