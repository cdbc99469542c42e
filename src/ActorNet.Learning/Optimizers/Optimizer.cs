using ActorNet.Learning.Networks;
using ActorNet.Learning.Numerics;
using ActorNet.Learning.Training;

namespace ActorNet.Learning.Optimizers;

/// <summary>
/// The parameters and the optimizer's state, and the step that changes them. A step is computed beside what it replaces
/// and takes its place only when every new number is finite, so a diverging step leaves the last good state untouched,
/// and workers may go on reading the parameters of the step before while the next ones are made.
/// </summary>
public sealed class Optimizer
{
    private readonly OptimizerSpec _spec;
    private readonly ParameterLayout _layout;
    private readonly float _l2;
    private readonly Kernels _kernels = Kernels.Best;
    private float[] _parameters;
    private float[] _nextParameters;
    private float[][] _state;
    private float[][] _nextState;
    private double _beta1Power = 1;
    private double _beta2Power = 1;

    /// <summary>Starts from the parameters and state after <paramref name="step"/> steps, which are copied.</summary>
    public Optimizer(TrainingSpec spec, ReadOnlySpan<float> parameters, IReadOnlyList<float[]>? state = null, long step = 0)
    {
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
        var constants = new UpdateConstants(
            sampleCount, learningRate, 0f, _spec.Momentum, _spec.Beta1, _spec.Beta2,
            (float)(1.0 - _beta1Power), (float)(1.0 - _beta2Power), _spec.Epsilon);

        var layers = _layout.Layers;
        for (var layer = 0; layer < layers.Length; layer++)
        {
            var block = layers[layer];
            if (Update(gradient, constants with { L2 = _l2 }, block.WeightOffset, block.WeightCount)
                && Update(gradient, constants, block.BiasOffset, block.Outputs))
                continue;
            (_beta1Power, _beta2Power) = (beta1Power, beta2Power);
            return layer;
        }

        (_parameters, _nextParameters) = (_nextParameters, _parameters);
        (_state, _nextState) = (_nextState, _state);
        Step++;
        return -1;
    }

    private bool Update(GradientTree gradient, in UpdateConstants constants, int start, int length)
    {
        for (var end = start + length; start < end; start += GradientTree.ChunkElements)
        {
            var count = Math.Min(GradientTree.ChunkElements, end - start);
            var spans = new UpdateSpans
            {
                GradientSum = gradient.Sum(start, count),
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
