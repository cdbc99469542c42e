using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Threading;

namespace ActorNet.Learning.Optimizers;

/// <summary>
/// The parameters, the optimizer's state, and the step that updates them. A step writes its result to a second buffer, and the buffers
/// are swapped only if every new number is finite: a diverging step leaves the last good state untouched. Workers may keep reading the
/// parameters of any step that they retain.
/// </summary>
internal sealed class Optimizer
{
    private readonly OptimizerSpec _spec;
    private readonly UpdatePass _pass;
    private OptimizerState _now;
    private OptimizerState _next;
    private double _beta1Power = 1;
    private double _beta2Power = 1;

    /// <summary>
    /// Starts from the parameters, in <see cref="ParameterLayout"/>, and the state after <paramref name="step"/> steps; both are copied.
    /// </summary>
    public Optimizer(
        NetworkSpec network, OptimizerSpec spec, float l2, ReadOnlySpan<float> parameters, IReadOnlyList<float[]>? state = null,
        long step = 0, ITeam? team = null)
    {
        _spec = spec;
        _pass = new UpdatePass(network, spec.Kind, l2, team);
        _now = OptimizerState.Zeros(parameters.Length, _spec.StateCount);
        _next = OptimizerState.Zeros(parameters.Length, _spec.StateCount);
        parameters.CopyTo(_now.Parameters);
        for (var i = 0; i < (state?.Count ?? 0); i++)
            state![i].CopyTo(_now.State[i], 0);
        for (Step = 0; Step < step; Step++)
            AdvanceBetaPowers();
    }

    /// <summary>Completed steps.</summary>
    public long Step { get; private set; }

    /// <summary>The current parameters. Unless retained in <see cref="Snapshot"/>, the array is reused by the step after the next.</summary>
    public float[] Parameters => _now.Parameters;

    /// <summary>The current parameters, to be retained by their readers.</summary>
    public ParameterSnapshot Snapshot => _now.Snapshot;

    /// <summary>The current state; the arrays do not change until the step after the next.</summary>
    public IReadOnlyList<float[]> State => _now.State;

    /// <summary>
    /// Takes one step with the gradient <paramref name="gradient"/> / <paramref name="sampleCount"/>, or none if a new number is not
    /// finite.
    /// </summary>
    /// <returns>-1 if the step succeeded; else the layer, from 0, that has the first number that is not finite.</returns>
    public int TryStep(GradientTree gradient, int sampleCount, float learningRate)
    {
        if (_next.Snapshot.HasReaders)
            _next = _next with { Snapshot = new ParameterSnapshot(new float[_next.Parameters.Length]) };
        var (beta1Power, beta2Power) = (_beta1Power, _beta2Power);
        AdvanceBetaPowers();
        var constants = new UpdateConstants(
            sampleCount, learningRate, 0f, _spec.Momentum, _spec.Beta1, _spec.Beta2,
            (float)(1.0 - _beta1Power), (float)(1.0 - _beta2Power), _spec.Epsilon);
        var failedLayer = _pass.Run(gradient, constants, _now, _next);
        if (failedLayer >= 0)
        {
            (_beta1Power, _beta2Power) = (beta1Power, beta2Power);
            return failedLayer;
        }

        (_now, _next) = (_next, _now);
        Step++;
        return -1;
    }

    private void AdvanceBetaPowers()
    {
        _beta1Power *= _spec.Beta1;
        _beta2Power *= _spec.Beta2;
    }
}
