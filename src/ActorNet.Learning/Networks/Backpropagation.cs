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
    /// <summary>
    /// Samples that pass through all layers together: their activations stay in the second-level cache from layer to
    /// layer, and are activated, and multiplied by derivatives, while they are there.
    /// </summary>
    private const int BlockRows = 64;

    /// <summary>From so many samples on it pays to pack the weights; before, they are read as they lie.</summary>
    private const int MinPackedSamples = 32;

    private readonly NetworkSpec _network;
    private readonly ParameterLayout _layout;
    private readonly Kernels _kernels;
    private readonly KernelWorkspace _workspace = new();
    private readonly LayerMatrix[] _activations; // aˡ, from the features to the outputs
    private readonly LayerMatrix[] _inputs;      // zˡ of layer l at l - 1; the same memory as aˡ where zˡ is not needed again
    private readonly LayerMatrix[] _deltas;      // δˡ of layer l at l - 1
    private readonly LayerMatrix _targets;
    private readonly PackedMatrix[] _weights;      // Wˡ of layer l at l - 1, packed for the way forward
    private readonly PackedMatrix[] _transposed;   // Wˡᵀ, packed for the way back
    private readonly PackedMatrix[] _packedDeltas; // δˡ, packed for the weights' gradient
    private readonly float[] _max;
    private readonly float[] _logSum;
    private float[] _parameters = [];
    private bool _isPacked;
    private bool _isTransposedPacked;
    private bool _isMostlyZero;
    private int _rows;

    /// <summary>Memory for blocks of up to <paramref name="maxRows"/> samples, which is from 1 to 1,024.</summary>
    public Backpropagation(NetworkSpec network, int maxRows) : this(network, maxRows, Kernels.Best) { }

    internal Backpropagation(NetworkSpec network, int maxRows, Kernels kernels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxRows, KernelWorkspace.MaxSamples);
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
        _weights = Array.ConvertAll(_deltas, _ => new PackedMatrix());
        _transposed = Array.ConvertAll(_deltas, _ => new PackedMatrix());
        _packedDeltas = Array.ConvertAll(_deltas, _ => new PackedMatrix());
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
        _isMostlyZero = samples.IsMostlyZero;
        var features = _activations[0].View(_rows);
        var targets = _targets.View(_rows);
        for (var row = 0; row < _rows; row++)
        {
            samples.CopyFeatures(indices[row], features.Row(row));
            samples.CopyTargets(indices[row], targets.Row(row));
        }
    }

    /// <summary>Sets the parameters of the passes to come.</summary>
    /// <param name="parameters">In <see cref="ParameterLayout"/>; must not be written as long as they are used.</param>
    /// <param name="samples">How many samples they will be used for: packing the weights pays from some number on.</param>
    /// <exception cref="ArgumentException">There are not as many parameters as the network has.</exception>
    public void SetParameters(float[] parameters, int samples)
    {
        if (parameters.Length != _layout.ParameterCount)
            throw new ArgumentException(
                $"Network {_network.Widths} has {_layout.ParameterCount} parameters, but {parameters.Length} were given.", nameof(parameters));
        _parameters = parameters;
        _isPacked = samples >= MinPackedSamples;
        _isTransposedPacked = false;
        for (var layer = 0; _isPacked && layer < _network.LayerCount; layer++)
        {
            var block = _layout.Layers[layer];
            _weights[layer].Begin(block.Inputs, block.Outputs);
            _kernels.Pack(Weights(layer), 0, block.Inputs, _weights[layer]);
        }
    }

    /// <summary>Computes the outputs of the loaded samples.</summary>
    public void Forward()
    {
        for (var first = 0; first < _rows; first += BlockRows)
            ForwardRows(first, Math.Min(BlockRows, _rows - first));
    }

    private void ForwardRows(int first, int rows)
    {
        for (var layer = 0; layer < _network.LayerCount; layer++)
        {
            var block = _layout.Layers[layer];
            var z = _inputs[layer].View(_rows).Slice(first, rows);
            var a = _activations[layer + 1].View(_rows).Slice(first, rows);
            _kernels.Multiply(
                _activations[layer].View(_rows).Slice(first, rows), _isPacked ? _weights[layer].Panels : ColumnPanels.InPlace(Weights(layer)),
                _parameters.AsSpan(block.BiasOffset, block.Outputs), z, SkipsZeros(layer), _workspace);
            if (_network.ActivationOf(layer) == Activation.Softmax)
                _kernels.Softmax(z, a, _max.AsSpan(first), _logSum.AsSpan(first));
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
    /// <param name="sliceSize">Samples per slice; the last slice of the block may be smaller.</param>
    /// <param name="gradient">Receives Σ ∂L/∂θ, in <see cref="ParameterLayout"/>.</param>
    /// <exception cref="InvalidOperationException">An activation has no gradient.</exception>
    public void Backward(int sliceSize, float[] gradient)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sliceSize, 1);
        if (!_isTransposedPacked)
            PackTransposed();
        for (var layer = 0; layer < _network.LayerCount; layer++)
            _packedDeltas[layer].Begin(_rows, _network.Widths[layer + 1]);
        for (var first = 0; first < _rows; first += BlockRows)
            BackwardRows(first, Math.Min(BlockRows, _rows - first));
        for (var layer = 0; layer < _network.LayerCount; layer++)
        {
            var block = _layout.Layers[layer];
            var g = new MatrixView(gradient.AsSpan(block.WeightOffset, block.ParameterCount), block.Inputs + 1, block.Outputs);
            _kernels.MultiplySlices(_activations[layer].ViewWithOnes(_rows), _packedDeltas[layer].Panels, sliceSize, g, SkipsZeros(layer), _workspace);
        }
    }

    /// <summary>δ of all layers for some rows.</summary>
    private void BackwardRows(int first, int rows)
    {
        OutputDelta(first, rows);
        for (var layer = _network.LayerCount - 1; layer >= 0; layer--)
        {
            _kernels.Pack(_deltas[layer].View(_rows), first, rows, _packedDeltas[layer]);
            if (layer == 0)
                break;
            _kernels.Multiply(
                _deltas[layer].View(_rows).Slice(first, rows), _transposed[layer].Panels, [], _deltas[layer - 1].View(_rows).Slice(first, rows), skipZeros: false,
                _workspace);
            MultiplyByDerivative(layer - 1, first, rows);
        }
    }

    private void PackTransposed()
    {
        for (var layer = 1; layer < _network.LayerCount; layer++)
        {
            var block = _layout.Layers[layer];
            _transposed[layer].Begin(block.Outputs, block.Inputs);
            _kernels.PackTransposed(Weights(layer), 0, block.Outputs, _transposed[layer]);
        }

        _isTransposedPacked = true;
    }

    /// <summary>
    /// Evaluates one slice: up to <see cref="Evaluation.SliceSize"/> samples from sample <paramref name="first"/> on.
    /// </summary>
    /// <param name="samples">The set the slice is of.</param>
    /// <param name="first">The slice's first sample.</param>
    /// <param name="loss">The summed cost of its samples, in their order.</param>
    /// <returns>How many are classified rightly; 0 for regression.</returns>
    public int Evaluate(SampleSet samples, int first, out double loss)
    {
        Span<int> indices = stackalloc int[Math.Min(Evaluation.SliceSize, samples.Count - first)];
        for (var i = 0; i < indices.Length; i++)
            indices[i] = first + i;
        Load(samples, indices);
        Forward();

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

    private void OutputDelta(int first, int rows)
    {
        // For both other costs the derivative of the activation cancels: δ is a - y.
        _kernels.Subtract(
            _activations[^1].View(_rows).Slice(first, rows), _targets.View(_rows).Slice(first, rows), _deltas[^1].View(_rows).Slice(first, rows));
        if (_network.Cost == Cost.Quadratic)
            MultiplyByDerivative(_network.LayerCount - 1, first, rows);
    }

    private void MultiplyByDerivative(int layer, int first, int rows) => _kernels.MultiplyByDerivative(
        _network.ActivationOf(layer), _inputs[layer].View(_rows).Slice(first, rows), _activations[layer + 1].View(_rows).Slice(first, rows),
        _deltas[layer].View(_rows).Slice(first, rows));

    /// <summary>Whether a layer's inputs have so many zeros that it pays to look for them: only the samples themselves can.</summary>
    private bool SkipsZeros(int layer) => layer == 0 && _isMostlyZero;

    /// <summary>Whether zˡ is needed after aˡ is known: by a derivative taken from it, or by a cost computed from it.</summary>
    private bool NeedsInputs(int layer) =>
        _network.ActivationOf(layer) is Activation.Softplus or Activation.Softmax
        || (layer == _network.LayerCount - 1 && _network.Cost != Cost.Quadratic);

    private MatrixView Weights(int layer)
    {
        var block = _layout.Layers[layer];
        return new MatrixView(_parameters.AsSpan(block.WeightOffset, block.WeightCount), block.Inputs, block.Outputs);
    }
}
