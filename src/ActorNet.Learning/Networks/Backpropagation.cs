using ActorNet.Learning.Matrices;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Threading;

namespace ActorNet.Learning.Networks;

/// <summary>
/// The forward and backward pass over a block of samples, with all the memory they need. Load a block, go forward, and
/// either read the outputs or go backward; or do all of it at once, which wakes a team's threads only once. For one caller.
/// </summary>
/// <remarks>
/// With a⁰ the features, zˡ = aˡ⁻¹·Wˡ + bˡ and aˡ = f(zˡ) forward, and δˡ = ∂L/∂zˡ backward:
/// δᴸ = ∂L/∂aᴸ ∘ f′(zᴸ), δˡ = (δˡ⁺¹·Wˡ⁺¹ᵀ) ∘ f′(zˡ), ∂L/∂Wˡ = aˡ⁻¹ᵀ·δˡ and ∂L/∂bˡ = Σ δˡ
/// (Rumelhart, Hinton and Williams, 1986; Nielsen's BP1 to BP4).
/// </remarks>
internal sealed class Backpropagation
{
    /// <summary>
    /// The floating-point operations of a pass from which on a team is faster than its caller alone, even though the others
    /// must be woken: some 200 microseconds of one core.
    /// </summary>
    internal const long DefaultTeamFlop = 20_000_000;

    /// <summary>From so many samples on it pays to pack the weights; before, they are read as they lie.</summary>
    internal const int MinPackedSamples = 32;

    private readonly NetworkSpec _network;
    private readonly ParameterLayout _layout;
    private readonly PassBuffers _memory;
    private readonly BackpropagationPass _pass;
    private readonly long _teamFlop;
    private PassPhases _duePacking;

    /// <summary>
    /// Memory for blocks of up to <paramref name="maxRows"/> samples, which is from 1 to 1,024. Passes that are large enough are shared
    /// out over <paramref name="team"/>, which does not change a bit of what they compute; whoever owns it disposes of it.
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
        _memory = new PassBuffers(network, maxRows);
        _pass = new BackpropagationPass(network, kernels, _memory, team ?? ThreadTeam.Alone);
    }

    /// <summary>The largest block.</summary>
    public int MaxRows { get; }

    /// <summary>Sets the parameters of the passes to come.</summary>
    /// <param name="parameters">In <see cref="ParameterLayout"/>; must not be written as long as they are used.</param>
    /// <param name="samples">How many samples they will be used for: packing the weights pays from some number on.</param>
    /// <exception cref="ArgumentException">There are not as many parameters as the network has.</exception>
    public void SetParameters(float[] parameters, int samples)
    {
        if (parameters.Length != _layout.ParameterCount)
            throw new ArgumentException(
                $"Network {_network.Widths} has {_layout.ParameterCount} parameters, but {parameters.Length} were given.", nameof(parameters));
        _pass.Parameters = parameters;
        _pass.IsPacked = samples >= MinPackedSamples;
        _duePacking = PassPhases.PackTransposed | (_pass.IsPacked ? PassPhases.Pack : PassPhases.None);
    }

    /// <summary>Loads the features and targets of some samples.</summary>
    public void Load(SampleSet samples, ReadOnlySpan<int> indices)
    {
        Select(samples, indices);
        Run(PassPhases.Load);
    }

    /// <summary>Computes the outputs of the loaded samples.</summary>
    public void Forward() => Run(PassPhases.Forward);

    /// <summary>The outputs of sample <paramref name="row"/> of the block.</summary>
    public ReadOnlySpan<float> Output(int row) => _memory.Activations[^1].View(_pass.Rows).Row(row);

    /// <summary>
    /// The cost of each sample of the block after <see cref="Forward"/>, summed in double precision in the order of the outputs.
    /// </summary>
    public void Losses(Span<double> losses)
    {
        Run(PassPhases.Losses);
        _memory.Losses.AsSpan(0, _pass.Rows).CopyTo(losses);
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
        Receive(sliceSize, gradient);
        Run(PassPhases.Backward);
    }

    /// <summary>Loads samples and computes their losses and their gradient: all of the above in one pass.</summary>
    /// <param name="samples">The set the samples are of.</param>
    /// <param name="indices">Which of its samples.</param>
    /// <param name="sliceSize">Samples per slice; the last slice of the block may be smaller.</param>
    /// <param name="losses">Receives the cost of each sample.</param>
    /// <param name="gradient">Receives Σ ∂L/∂θ, in <see cref="ParameterLayout"/>.</param>
    /// <exception cref="InvalidOperationException">An activation has no gradient.</exception>
    public void ComputeGradient(SampleSet samples, ReadOnlySpan<int> indices, int sliceSize, Span<double> losses, float[] gradient)
    {
        Select(samples, indices);
        Receive(sliceSize, gradient);
        Run(PassPhases.Load | PassPhases.Forward | PassPhases.Losses | PassPhases.Backward);
        _memory.Losses.AsSpan(0, _pass.Rows).CopyTo(losses);
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
        Select(samples, indices);
        Run(PassPhases.Load | PassPhases.Forward | PassPhases.Losses);

        loss = 0;
        var correct = 0;
        for (var i = 0; i < indices.Length; i++)
        {
            loss += _memory.Losses[i];
            if (samples.IsClassification && Evaluation.ArgMax(Output(i)) == samples.LabelOf(first + i))
                correct++;
        }

        return correct;
    }

    private void Select(SampleSet samples, ReadOnlySpan<int> indices)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(indices.Length, MaxRows);
        if (samples.FeatureCount != _network.InputWidth || samples.OutputCount != _network.OutputWidth)
            throw new ArgumentException(
                $"Samples of {samples.FeatureCount} features and {samples.OutputCount} outputs do not fit network {_network.Widths}.", nameof(samples));
        indices.CopyTo(_memory.Indices);
        (_pass.Samples, _pass.Rows) = (samples, indices.Length);
    }

    private void Receive(int sliceSize, float[] gradient)
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
            phases |= _duePacking & PassPhases.Pack;
        if (phases.HasFlag(PassPhases.Backward))
            phases |= _duePacking & PassPhases.PackTransposed;
        MakeRoom(phases);
        _pass.Run(phases, isShared: FlopOf(phases) >= _teamFlop);
        _duePacking &= ~phases;
    }

    /// <summary>Makes room for what the members pack together.</summary>
    private void MakeRoom(PassPhases phases)
    {
        for (var layer = 0; layer < _network.LayerCount; layer++)
        {
            var block = _layout.Layers[layer];
            if (phases.HasFlag(PassPhases.Pack))
                _memory.Weights[layer].Begin(block.Inputs, block.Outputs);
            if (phases.HasFlag(PassPhases.PackTransposed) && layer > 0)
                _memory.Transposed[layer].Begin(block.Outputs, block.Inputs);
            if (phases.HasFlag(PassPhases.Backward))
                _memory.PackedDeltas[layer].Begin(_pass.Rows, block.Outputs);
        }
    }

    /// <summary>A multiplication and an addition for every parameter and sample forward, and twice as many backward.</summary>
    private long FlopOf(PassPhases phases) =>
        2L * _layout.ParameterCount * _pass.Rows
        * ((phases.HasFlag(PassPhases.Forward) ? 1 : 0) + (phases.HasFlag(PassPhases.Backward) ? 2 : 0));
}
