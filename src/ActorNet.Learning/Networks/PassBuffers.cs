using ActorNet.Learning.Matrices;

namespace ActorNet.Learning.Networks;

/// <summary>
/// Inputs and results of a pass over a block of samples: matrices [samples, width] of each layer, and each layer's packed weights and
/// deltas. Arrays without an entry for the features have layer l, from 1, at l - 1.
/// </summary>
internal sealed class PassBuffers
{
    public PassBuffers(NetworkSpec network, int maxRows)
    {
        var layers = network.LayerCount;
        Activations = new LayerMatrix[layers + 1];
        WeightedInputs = new LayerMatrix[layers];
        Deltas = new LayerMatrix[layers];
        Activations[0] = new LayerMatrix(maxRows, network.InputWidth);
        for (var layer = 0; layer < layers; layer++)
        {
            var width = network.Widths[layer + 1];
            Activations[layer + 1] = new LayerMatrix(maxRows, width);
            WeightedInputs[layer] = NeedsWeightedInputs(network, layer) ? new LayerMatrix(maxRows, width) : Activations[layer + 1];
            Deltas[layer] = new LayerMatrix(maxRows, width);
        }

        Targets = new LayerMatrix(maxRows, network.OutputWidth);
        PackedWeights = Array.ConvertAll(Deltas, _ => new PackedMatrix());
        PackedTransposedWeights = Array.ConvertAll(Deltas, _ => new PackedMatrix());
        PackedDeltas = Array.ConvertAll(Deltas, _ => new PackedMatrix());
        Max = new float[maxRows];
        LogSum = new float[maxRows];
        Losses = new double[maxRows];
        Indices = new int[maxRows];
    }

    /// <summary>aˡ, with the features at 0.</summary>
    public LayerMatrix[] Activations { get; }

    /// <summary>zˡ; the same memory as aˡ if zˡ is not needed again.</summary>
    public LayerMatrix[] WeightedInputs { get; }

    /// <summary>δˡ.</summary>
    public LayerMatrix[] Deltas { get; }

    /// <summary>y.</summary>
    public LayerMatrix Targets { get; }

    /// <summary>Wˡ, packed for the forward pass.</summary>
    public PackedMatrix[] PackedWeights { get; }

    /// <summary>Wˡᵀ, packed for the backward pass; unused for the first layer.</summary>
    public PackedMatrix[] PackedTransposedWeights { get; }

    /// <summary>δˡ, packed for the weight gradient.</summary>
    public PackedMatrix[] PackedDeltas { get; }

    /// <summary>The largest z of each sample's softmax.</summary>
    public float[] Max { get; }

    /// <summary>The logarithm of each sample's softmax sum.</summary>
    public float[] LogSum { get; }

    public double[] Losses { get; }

    /// <summary>The block's samples, as indices into the set.</summary>
    public int[] Indices { get; }

    /// <summary>Whether zˡ is needed once aˡ is known: for a derivative or a cost computed from it.</summary>
    private static bool NeedsWeightedInputs(NetworkSpec network, int layer) =>
        network.ActivationOf(layer) is Activation.Softplus or Activation.Softmax
        || (layer == network.LayerCount - 1 && network.Cost != Cost.Quadratic);
}
