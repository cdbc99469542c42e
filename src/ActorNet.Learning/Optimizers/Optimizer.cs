using ActorNet.Learning.Networks;
using ActorNet.Learning.Numerics;
using ActorNet.Learning.Threading;
using ActorNet.Learning.Training;

namespace ActorNet.Learning.Optimizers;

/// <summary>
/// The parameters and the optimizer's state, and the step that changes them. A step is computed beside what it replaces
/// and takes its place only when every new number is finite, so a diverging step leaves the last good state untouched,
/// and workers may go on reading the parameters of the step before while the next ones are made.
/// </summary>
/// <remarks>
/// Where there are many parameters the members of a team share them out. A number is computed from numbers of its own place
/// alone, so who computes it makes no difference.
/// </remarks>
public sealed class Optimizer : ITeamTask
{
    /// <summary>The parameters from which on a team is faster than its caller alone, even though the others must be woken.</summary>
    internal const int TeamParameters = 256 * 1024;

    /// <summary>The parameters that a member takes at once: some ten microseconds' work, against which taking them is nothing.</summary>
    private const int ClaimedParameters = 8 * GradientTree.ChunkElements;

    private const int NoLayer = int.MaxValue;

    private readonly OptimizerSpec _spec;
    private readonly ParameterLayout _layout;
    private readonly float _l2;
    private readonly Kernels _kernels = Kernels.Best;
    private readonly ThreadTeam _team;
    private readonly TreeScratch[] _scratch; // one for each member
    private readonly Lock _failing = new();
    private float[] _parameters;
    private float[] _nextParameters;
    private float[][] _state;
    private float[][] _nextState;
    private double _beta1Power = 1;
    private double _beta2Power = 1;

    // Of the step under way.
    private UpdateConstants _constants;
    private GradientTree? _gradient;
    private int _claimed; // parameters that some member has taken, from the first on
    private int _failedLayer;

    /// <summary>Starts from the parameters and state after <paramref name="step"/> steps, which are copied.</summary>
    /// <param name="spec">What is trained, with which optimizer.</param>
    /// <param name="parameters">The parameters, in <see cref="ParameterLayout"/>.</param>
    /// <param name="state">The optimizer's state; null for that of step 0.</param>
    /// <param name="step">Steps taken so far.</param>
    /// <param name="team">Who takes the steps; null is the caller alone. Its owner disposes of it.</param>
    public Optimizer(
        TrainingSpec spec, ReadOnlySpan<float> parameters, IReadOnlyList<float[]>? state = null, long step = 0, ThreadTeam? team = null)
    {
        _team = team is not null && parameters.Length >= TeamParameters ? team : ThreadTeam.Alone;
        _scratch = [.. Enumerable.Range(0, _team.Members).Select(_ => new TreeScratch())];
        _spec = spec.Optimizer;
        _l2 = spec.L2;
        _layout = ParameterLayout.Of(spec.Network);
        _parameters = parameters.ToArray();
        _nextParameters = new float[parameters.Length];
        _state = new float[_spec.StateCount][];
        _nextState = new float[_spec.StateCount][];
        for (var i = 0; i < _state.Length; i++)
        {
            _state[i] = state is null ? new float[parameters.Length] : [.. state[i]];
            _nextState[i] = new float[parameters.Length];
        }

        for (Step = 0; Step < step; Step++)
            RaiseBetas();
    }

    /// <summary>Steps taken so far.</summary>
    public long Step { get; private set; }

    /// <summary>The parameters now. The array stays unchanged until the step after the next.</summary>
    public float[] Parameters => _parameters;

    /// <summary>The optimizer's state now; the arrays stay unchanged until the step after the next.</summary>
    public IReadOnlyList<float[]> State => _state;

    /// <summary>
    /// Takes one step with the gradient <paramref name="gradient"/> / <paramref name="sampleCount"/>, or none where a new
    /// number is not finite.
    /// </summary>
    /// <returns>-1 when the step is taken; else the layer, from 0, in which the first number that is not finite lies.</returns>
    public int TryStep(GradientTree gradient, int sampleCount, float learningRate)
    {
        var (beta1Power, beta2Power) = (_beta1Power, _beta2Power);
        RaiseBetas();
        _constants = new UpdateConstants(
            sampleCount, learningRate, 0f, _spec.Momentum, _spec.Beta1, _spec.Beta2,
            (float)(1.0 - _beta1Power), (float)(1.0 - _beta2Power), _spec.Epsilon);
        gradient.Complete();
        (_gradient, _claimed, _failedLayer) = (gradient, 0, NoLayer);
        _team.Run(this);
        if (_failedLayer != NoLayer)
        {
            (_beta1Power, _beta2Power) = (beta1Power, beta2Power);
            return _failedLayer;
        }

        (_parameters, _nextParameters) = (_nextParameters, _parameters);
        (_state, _nextState) = (_nextState, _state);
        Step++;
        return -1;
    }

    /// <summary>
    /// Updates parameters that nobody has taken yet until none is left; so a member that had to be woken, or shares its processor,
    /// is not waited for long. What lies before a failure has been taken by then, and whoever has it finishes it: the lowest layer
    /// that fails for anybody is the first.
    /// </summary>
    void ITeamTask.Run(int member, int members)
    {
        while (Interlocked.Add(ref _claimed, ClaimedParameters) - ClaimedParameters is var start && start < _parameters.Length)
        {
            var layer = Update(start, Math.Min(start + ClaimedParameters, _parameters.Length), _scratch[member]);
            if (layer == NoLayer)
                continue;
            lock (_failing)
                _failedLayer = Math.Min(_failedLayer, layer);
            return;
        }
    }

    /// <summary>Computes the next numbers of the parameters from <paramref name="start"/> to before <paramref name="end"/>.</summary>
    /// <returns>The first layer in which one is not finite, or <see cref="NoLayer"/>.</returns>
    private int Update(int start, int end, TreeScratch scratch)
    {
        var layers = _layout.Layers;
        for (var layer = 0; layer < layers.Length; layer++)
        {
            var block = layers[layer];
            var (weights, biases, behind) = (block.WeightOffset, block.BiasOffset, block.BiasOffset + block.Outputs);
            if (!Update(_constants with { L2 = _l2 }, Math.Max(start, weights), Math.Min(end, biases), scratch)
                || !Update(_constants, Math.Max(start, biases), Math.Min(end, behind), scratch))
                return layer;
        }

        return NoLayer;
    }

    private bool Update(in UpdateConstants constants, int start, int end, TreeScratch scratch)
    {
        for (; start < end; start += GradientTree.ChunkElements)
        {
            var count = Math.Min(GradientTree.ChunkElements, end - start);
            _gradient!.Sum(start, count, scratch, out var left, out var right);
            var spans = new UpdateSpans
            {
                GradientSum = left,
                RightGradientSum = right,
                Parameters = _parameters.AsSpan(start, count),
                NextParameters = _nextParameters.AsSpan(start, count),
                State0 = Part(_state, 0, start, count),
                NextState0 = Part(_nextState, 0, start, count),
                State1 = Part(_state, 1, start, count),
                NextState1 = Part(_nextState, 1, start, count),
            };
            if (!_kernels.Update(_spec.Kind, constants, spans))
                return false;
        }

        return true;
    }

    private static Span<float> Part(float[][] state, int index, int start, int count) =>
        index < state.Length ? state[index].AsSpan(start, count) : [];

    private void RaiseBetas()
    {
        _beta1Power *= _spec.Beta1;
        _beta2Power *= _spec.Beta2;
    }
}
