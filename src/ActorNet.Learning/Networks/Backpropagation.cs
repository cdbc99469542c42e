using ActorNet.Learning.Numerics;
using ActorNet.Learning.Training;

namespace ActorNet.Learning.Networks;

/// <summary>
/// The forward and backward pass over a block of samples, for one thread, with all the memory they need. Load a block,
/// go forward, and either read the outputs or go backward.
/// </summary>
/// <remarks>
/// With a⁰ the features, zˡ = aˡ⁻¹·Wˡ + bˡ and aˡ = f(zˡ) forward, and δˡ = ∂L/∂zˡ backward:
/// δᴸ = ∂L/∂aᴸ ∘ f′(zᴸ), δˡ = (δˡ⁺¹·Wˡ⁺¹ᵀ) ∘ f′(zˡ), ∂L/∂Wˡ = aˡ⁻¹ᵀ·δˡ and ∂L/∂bˡ = Σ δˡ
/// (Rumelhart, Hinton and Williams, 1986; Nielsen's BP1 to BP4).
/// </remarks>
public sealed class Backpropagation
{
    private readonly NetworkSpec _network;
    private readonly ParameterLayout _layout;
    private readonly Kernels _kernels;
    private readonly KernelWorkspace _workspace = new();
    private readonly LayerMatrix[] _activations; // aˡ, from the features to the outputs
    private readonly LayerMatrix[] _inputs;      // zˡ of layer l at l - 1; the same memory as aˡ where zˡ is not needed again
    private readonly LayerMatrix[] _deltas;      // δˡ of layer l at l - 1
    private readonly LayerMatrix _targets;
    private readonly float[] _max;
    private readonly float[] _logSum;
    private int _rows;

    /// <summary>Memory for blocks of up to <paramref name="maxRows"/> samples, which is from 1 to 1,024.</summary>
    public Backpropagation(NetworkSpec network, int maxRows) : this(network, maxRows, Kernels.Best) { }

    internal Backpropagation(NetworkSpec network, int maxRows, Kernels kernels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxRows, KernelWorkspace.MaxPanelDepth);
        _network = network;
        _layout = ParameterLayout.Of(network);
        _kernels = kernels;
        MaxRows = maxRows;
        var layers = network.LayerCount;
        _activations = new LayerMatrix[layers + 1];
        _inputs = new LayerMatrix[layers];
        _deltas = new LayerMatrix[layers];
        _activations[0] = new LayerMatrix(maxRows, network.InputWidth);
        for (var layer = 0; layer < layers; layer++)
        {
            var width = network.Widths[layer + 1];
            _activations[layer + 1] = new LayerMatrix(maxRows, width);
            _inputs[layer] = NeedsInputs(layer) ? new LayerMatrix(maxRows, width) : _activations[layer + 1];
            _deltas[layer] = new LayerMatrix(maxRows, width);
        }

        _targets = new LayerMatrix(maxRows, network.OutputWidth);
        _max = new float[maxRows];
        _logSum = new float[maxRows];
    }

    /// <summary>The largest block.</summary>
    public int MaxRows { get; }

    /// <summary>Loads the features and targets of some samples.</summary>
    public void Load(SampleSet samples, ReadOnlySpan<int> indices)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(indices.Length, MaxRows);
        if (samples.FeatureCount != _network.InputWidth || samples.OutputCount != _network.OutputWidth)
            throw new ArgumentException(
                $"Samples of {samples.FeatureCount} features and {samples.OutputCount} outputs do not fit network {_network.Widths}.", nameof(samples));
        _rows = indices.Length;
        var features = _activations[0].View(_rows);
        var targets = _targets.View(_rows);
        for (var row = 0; row < _rows; row++)
        {
            samples.CopyFeatures(indices[row], features.Row(row));
            samples.CopyTargets(indices[row], targets.Row(row));
        }
    }

    /// <summary>Computes the outputs of the loaded samples.</summary>
    /// <param name="parameters">In <see cref="ParameterLayout"/>; not written.</param>
    public void Forward(float[] parameters)
    {
        for (var layer = 0; layer < _network.LayerCount; layer++)
        {
            var block = _layout.Layers[layer];
            var z = _inputs[layer].View(_rows);
            var a = _activations[layer + 1].View(_rows);
            _kernels.Forward(_activations[layer].View(_rows), Weights(parameters, block),
                parameters.AsSpan(block.BiasOffset, block.Outputs), z, _workspace);
            if (_network.ActivationOf(layer) == Activation.Softmax)
                _kernels.Softmax(z, a, _max, _logSum);
            else
                _kernels.Activate(_network.ActivationOf(layer), z, a);
        }
    }

    /// <summary>The outputs of sample <paramref name="row"/> of the block.</summary>
    public ReadOnlySpan<float> Output(int row) => _activations[^1].View(_rows).Row(row);

    /// <summary>
    /// The cost of each sample of the block, summed in double precision in the order of the outputs.
    /// </summary>
    public void Losses(Span<double> losses)
    {
        var z = _inputs[^1].View(_rows);
        var a = _activations[^1].View(_rows);
        var scratch = _deltas[^1].View(_rows);
        if (_network.Cost == Cost.CrossEntropy)
            _kernels.Activate(Activation.Softplus, z, scratch);
        for (var row = 0; row < _rows; row++)
        {
            var y = _targets.View(_rows).Row(row);
            losses[row] = _network.Cost switch
            {
                Cost.Quadratic => Loss.Quadratic(a.Row(row), y),
                Cost.CrossEntropy => Loss.CrossEntropy(z.Row(row), scratch.Row(row), y),
                _ => Loss.NegativeLogLikelihood(z.Row(row), _max[row], _logSum[row], y),
            };
        }
    }

    /// <summary>
    /// Computes the gradient of the loaded samples after <see cref="Forward"/>: the sum over each slice of
    /// <paramref name="sliceSize"/> samples, and the pairwise tree over the slices.
    /// </summary>
    /// <param name="parameters">The parameters of the forward pass.</param>
    /// <param name="sliceSize">Samples per slice; the last slice of the block may be smaller.</param>
    /// <param name="gradient">Receives Σ ∂L/∂θ, in <see cref="ParameterLayout"/>.</param>
    /// <exception cref="InvalidOperationException">An activation has no gradient.</exception>
    public void Backward(float[] parameters, int sliceSize, float[] gradient)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sliceSize, 1);
        OutputDelta();
        for (var layer = _network.LayerCount - 1; layer >= 0; layer--)
        {
            var block = _layout.Layers[layer];
            var delta = _deltas[layer].View(_rows);
            var g = new MatrixView(gradient.AsSpan(block.WeightOffset, block.ParameterCount), block.Inputs + 1, block.Outputs);
            _kernels.WeightGradient(_activations[layer].ViewWithOnes(_rows), delta, sliceSize, g, _workspace);
            if (layer == 0)
                break;

            var below = _deltas[layer - 1].View(_rows);
            _kernels.InputGradient(delta, Weights(parameters, block), below, _workspace);
            MultiplyByDerivative(layer - 1);
        }
    }

    /// <summary>
    /// Evaluates one slice: up to <see cref="Evaluation.SliceSize"/> samples from sample <paramref name="first"/> on.
    /// </summary>
    /// <param name="parameters">In <see cref="ParameterLayout"/>; not written.</param>
    /// <param name="samples">The set the slice is of.</param>
    /// <param name="first">The slice's first sample.</param>
    /// <param name="loss">The summed cost of its samples, in their order.</param>
    /// <returns>How many are classified rightly; 0 for regression.</returns>
    public int Evaluate(float[] parameters, SampleSet samples, int first, out double loss)
    {
        Span<int> indices = stackalloc int[Math.Min(Evaluation.SliceSize, samples.Count - first)];
        for (var i = 0; i < indices.Length; i++)
            indices[i] = first + i;
        Load(samples, indices);
        Forward(parameters);

        Span<double> losses = stackalloc double[indices.Length];
        Losses(losses);
        loss = 0;
        var correct = 0;
        for (var i = 0; i < indices.Length; i++)
        {
            loss += losses[i];
            if (samples.IsClassification && Evaluation.ArgMax(Output(i)) == samples.LabelOf(first + i))
                correct++;
        }

        return correct;
    }

    private void OutputDelta()
    {
        // For both other costs the derivative of the activation cancels: δ is a - y.
        _kernels.Subtract(_activations[^1].View(_rows), _targets.View(_rows), _deltas[^1].View(_rows));
        if (_network.Cost == Cost.Quadratic)
            MultiplyByDerivative(_network.LayerCount - 1);
    }

    private void MultiplyByDerivative(int layer) => _kernels.MultiplyByDerivative(
        _network.ActivationOf(layer), _inputs[layer].View(_rows), _activations[layer + 1].View(_rows), _deltas[layer].View(_rows));

    /// <summary>Whether zˡ is needed after aˡ is known: by a derivative taken from it, or by a cost computed from it.</summary>
    private bool NeedsInputs(int layer) =>
        _network.ActivationOf(layer) is Activation.Softplus or Activation.Softmax
        || (layer == _network.LayerCount - 1 && _network.Cost != Cost.Quadratic);

    private static MatrixView Weights(float[] parameters, LayerBlock block) =>
        new(parameters.AsSpan(block.WeightOffset, block.WeightCount), block.Inputs, block.Outputs);
}
