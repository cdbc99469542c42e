using ActorNet.Learning.Matrices;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Threading;

namespace ActorNet.Learning.Networks;

/// <summary>
/// Forward and backward passes over a block of samples; owns all buffers they need. Load a block, run forward, then read the outputs or
/// run backward; or do all in one call, which wakes the team's threads only once. For one caller at a time.
/// </summary>
/// <remarks>
/// With a⁰ the features, forward: zˡ = aˡ⁻¹·Wˡ + bˡ and aˡ = f(zˡ); backward, with δˡ = ∂L/∂zˡ: δᴸ = ∂L/∂aᴸ ∘ f′(zᴸ), δˡ = (δˡ⁺¹·Wˡ⁺¹ᵀ) ∘
/// f′(zˡ), ∂L/∂Wˡ = aˡ⁻¹ᵀ·δˡ and ∂L/∂bˡ = Σ δˡ (Rumelhart, Hinton and Williams, 1986; Nielsen's BP1 to BP4).
/// </remarks>
internal sealed class Backpropagation
{
    /// <summary>
    /// The floating-point operations of a pass from which a team is faster than its caller alone, even though its threads must be woken:
    /// about 200 microseconds of one core.
    /// </summary>
    internal const long DefaultTeamFlop = 20_000_000;

    /// <summary>The minimum number of samples for which packing the weights pays.</summary>
    internal const int MinPackedSamples = 32;

    private readonly NetworkSpec _network;
    private readonly ParameterLayout _layout;
    private readonly PassBuffers _buffers;
    private readonly BackpropagationPass _pass;
    private readonly long _teamFlop;
    private PassPhases _pendingPacking;

    /// <summary>
    /// Allocates buffers for blocks of up to <paramref name="maxRows"/> samples, 1 to 1,024. Large passes are shared by
    /// <paramref name="team"/>, which does not change a bit of the result; the caller owns the team.
    /// </summary>
    public Backpropagation(NetworkSpec network, int maxRows, ThreadTeam? team = null) : this(network, maxRows, Kernels.Best, team) { }

    internal Backpropagation(NetworkSpec network, int maxRows, Kernels kernels, ThreadTeam? team = null, long teamFlop = DefaultTeamFlop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxRows, KernelWorkspace.MaxSamples);
        _network = network;
        _layout = ParameterLayout.Of(network);
        _teamFlop = teamFlop;
        MaxRows = maxRows;
        _buffers = new PassBuffers(network, maxRows);
        _pass = new BackpropagationPass(network, kernels, _buffers, team ?? ThreadTeam.CallerOnly);
    }

    /// <summary>The maximum samples of a block.</summary>
    public int MaxRows { get; }

    /// <summary>Sets the parameters of the following passes.</summary>
    /// <param name="parameters">In <see cref="ParameterLayout"/>; must not change while they are in use.</param>
    /// <param name="samples">The number of samples they will be used for, which decides whether packing the weights pays.</param>
    /// <exception cref="ArgumentException">The length is not the network's parameter count.</exception>
    public void SetParameters(float[] parameters, int samples)
    {
        if (parameters.Length != _layout.ParameterCount)
            throw new ArgumentException(
                $"Network {_network.Widths} has {_layout.ParameterCount} parameters, but {parameters.Length} were given.",
                nameof(parameters));
        _pass.Parameters = parameters;
        _pass.IsPacked = samples >= MinPackedSamples;
        _pendingPacking = PassPhases.PackTransposed | (_pass.IsPacked ? PassPhases.Pack : PassPhases.None);
    }

    public void Load(SampleSet samples, ReadOnlySpan<int> indices)
    {
        SelectSamples(samples, indices);
        Run(PassPhases.Load);
    }

    public void Forward() => Run(PassPhases.Forward);

    /// <summary>The outputs of sample <paramref name="row"/> of the block; valid until the next pass.</summary>
    public ReadOnlySpan<float> Output(int row) => _buffers.Activations[^1].View(_pass.Rows).Row(row);

    /// <summary>
    /// The cost of each sample of the block after <see cref="Forward"/>, summed in double precision in the order of the outputs.
    /// </summary>
    public void Losses(Span<double> losses)
    {
        Run(PassPhases.Losses);
        _buffers.Losses.AsSpan(0, _pass.Rows).CopyTo(losses);
    }

    /// <summary>
    /// Computes the gradient of the loaded samples after <see cref="Forward"/>: the sum over each slice, and the pairwise tree over the
    /// slices.
    /// </summary>
    /// <param name="sliceSize">Samples per slice; the last slice of the block may be smaller.</param>
    /// <param name="gradient">Receives Σ ∂L/∂θ, in <see cref="ParameterLayout"/>.</param>
    /// <exception cref="InvalidOperationException">An activation has no gradient.</exception>
    public void Backward(int sliceSize, float[] gradient)
    {
        SetGradient(sliceSize, gradient);
        Run(PassPhases.Backward);
    }

    /// <summary>
    /// All of <see cref="Load"/>, <see cref="Forward"/>, <see cref="Losses"/> and <see cref="Backward"/> in one pass. With
    /// <paramref name="progress"/> it goes layer by layer, with the same bits.
    /// </summary>
    /// <exception cref="InvalidOperationException">An activation has no gradient.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="progress"/> has ended it.</exception>
    public void ComputeGradient(
        SampleSet samples, ReadOnlySpan<int> indices, int sliceSize, Span<double> losses, float[] gradient,
        IGradientProgress? progress = null)
    {
        SelectSamples(samples, indices);
        SetGradient(sliceSize, gradient);
        _pass.Progress = progress;
        try
        {
            Run(PassPhases.Load | PassPhases.Forward | PassPhases.Losses | PassPhases.Backward);
        }
        finally
        {
            _pass.Progress = null;
        }

        _buffers.Losses.AsSpan(0, _pass.Rows).CopyTo(losses);
    }

    /// <summary>
    /// Evaluates one slice: up to <see cref="Evaluation.SliceSize"/> samples, starting at sample <paramref name="first"/>.
    /// </summary>
    /// <param name="samples">The sample set.</param>
    /// <param name="first">The slice's first sample.</param>
    /// <param name="loss">The summed cost of its samples, in their order.</param>
    /// <returns>The number of correctly classified samples; 0 for regression.</returns>
    public int Evaluate(SampleSet samples, int first, out double loss)
    {
        Span<int> indices = stackalloc int[Math.Min(Evaluation.SliceSize, samples.Count - first)];
        for (var i = 0; i < indices.Length; i++)
            indices[i] = first + i;
        SelectSamples(samples, indices);
        Run(PassPhases.Load | PassPhases.Forward | PassPhases.Losses);

        loss = 0;
        var correct = 0;
        for (var i = 0; i < indices.Length; i++)
        {
            loss += _buffers.Losses[i];
            if (samples.IsClassification && Evaluation.ArgMax(Output(i)) == samples.LabelOf(first + i))
                correct++;
        }

        return correct;
    }

    private void SelectSamples(SampleSet samples, ReadOnlySpan<int> indices)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(indices.Length, MaxRows);
        if (samples.FeatureCount != _network.InputWidth || samples.OutputCount != _network.OutputWidth)
            throw new ArgumentException(
                $"Samples of {samples.FeatureCount} features and {samples.OutputCount} outputs do not fit network {_network.Widths}.",
                nameof(samples));
        indices.CopyTo(_buffers.Indices);
        (_pass.Samples, _pass.Rows) = (samples, indices.Length);
    }

    private void SetGradient(int sliceSize, float[] gradient)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sliceSize, 1);
        if (gradient.Length < _layout.ParameterCount)
            throw new ArgumentException(
                $"A gradient of {_layout.ParameterCount} parameters does not fit {gradient.Length} elements.", nameof(gradient));
        (_pass.SliceSize, _pass.Gradient) = (sliceSize, gradient);
    }

    private void Run(PassPhases phases)
    {
        if (phases.HasFlag(PassPhases.Forward))
            phases |= _pendingPacking & PassPhases.Pack;
        if (phases.HasFlag(PassPhases.Backward))
            phases |= _pendingPacking & PassPhases.PackTransposed;
        ReservePackedBuffers(phases);
        _pass.Run(phases, isShared: CountFlop(phases) >= _teamFlop);
        _pendingPacking &= ~phases;
    }

    /// <summary>Reserves the buffers that members pack concurrently.</summary>
    private void ReservePackedBuffers(PassPhases phases)
    {
        for (var layer = 0; layer < _network.LayerCount; layer++)
        {
            var block = _layout.Layers[layer];
            if (phases.HasFlag(PassPhases.Pack))
                _buffers.PackedWeights[layer].Reshape(block.Inputs, block.Outputs);
            if (phases.HasFlag(PassPhases.PackTransposed) && layer > 0)
                _buffers.PackedTransposedWeights[layer].Reshape(block.Outputs, block.Inputs);
            if (phases.HasFlag(PassPhases.Backward))
                _buffers.PackedDeltas[layer].Reshape(_pass.Rows, block.Outputs);
        }
    }

    /// <summary>One multiplication and one addition per parameter and sample forward, twice as many backward.</summary>
    private long CountFlop(PassPhases phases) =>
        2L * _layout.ParameterCount * _pass.Rows
        * ((phases.HasFlag(PassPhases.Forward) ? 1 : 0) + (phases.HasFlag(PassPhases.Backward) ? 2 : 0));
}
