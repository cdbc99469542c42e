using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Samples;
using ActorNet.Learning.Threading;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Training;

/// <summary>What a step did.</summary>
/// <param name="Loss">The summed cost of its minibatch, before the step.</param>
/// <param name="Samples">Samples in the minibatch.</param>
/// <param name="LearningRate">The learning rate.</param>
internal readonly record struct StepOutcome(double Loss, int Samples, float LearningRate);

/// <summary>
/// A run as the law sees it: parameters, optimizer, plan, and what has been learned about each epoch. Gradients and
/// evaluations go in, steps and verdicts come out; it knows no actor, no clock and no worker.
/// </summary>
internal sealed class TrainingSession
{
    private readonly TrainingSpec _spec;
    private readonly ITeam? _team;
    private readonly GradientTree _tree = new();
    private readonly double[] _sliceLosses;
    private Optimizer _optimizer;
    private EarlyStopping _judge;
    private double _epochLoss;
    private bool _isTargetReached;
    private bool _areParametersLent;

    /// <summary>
    /// A run from its beginning, or from <paramref name="resumeFrom"/>, whose steps <paramref name="team"/> takes, or the caller alone.
    /// </summary>
    public TrainingSession(TrainingSpec spec, Dataset dataset, TrainingState? resumeFrom = null, ITeam? team = null)
    {
        _spec = spec;
        _team = team;
        Plan = new MinibatchPlan(spec, dataset.Train.Count);
        _sliceLosses = new double[Plan.MaxSliceCount];
        Restore(resumeFrom ?? TrainingState.Beginning(spec, ParameterInitialization.Create(spec.Network, spec.Seed)));
    }

    /// <summary>Which samples belong to which step.</summary>
    public MinibatchPlan Plan { get; }

    /// <summary>Steps done, and the number of the next one.</summary>
    public long Step => _optimizer.Step;

    /// <summary>The parameters now. Not written while the next step is computed.</summary>
    public float[] Parameters => _optimizer.Parameters;

    /// <summary>
    /// Why the run goes no further than the last step, or null where it does. A pure function of what a
    /// <see cref="Snapshot"/> holds, so that a run that is resumed where it had ended ends there again.
    /// </summary>
    public StopReason? ReasonToStop =>
        _isTargetReached ? StopReason.TargetReached
        : IsEpochEnd && _judge.IsPatienceExhausted(Epoch) ? StopReason.NoImprovement
        : Step >= Plan.TotalSteps ? StopReason.AllEpochsDone
        : null;

    /// <summary>Whether the last step ended an epoch.</summary>
    public bool IsEpochEnd => Step > 0 && Plan.StepInEpoch(Step) == 0;

    /// <summary>The epoch of the last step, from 1.</summary>
    public int Epoch => Plan.EpochOf(Math.Max(0, Step - 1));

    /// <summary>The best epoch so far, where there are validation samples.</summary>
    public BestEpoch? Best => _judge.Best;

    /// <summary>The parameters the run is to end with.</summary>
    public float[] FinalParameters => _judge.Best?.Parameters ?? _optimizer.Parameters;

    /// <summary>The mean cost per sample in the epoch of the last step.</summary>
    public double EpochLoss => _epochLoss / Plan.SampleCount;

    /// <summary>Goes on from another state. Arrays that were handed out before are not written any more.</summary>
    [MemberNotNull(nameof(_optimizer), nameof(_judge))]
    public void Restore(TrainingState state)
    {
        _optimizer = _spec.CreateOptimizer(state.Parameters, state.OptimizerState, state.Step, _team);
        _judge = new EarlyStopping(_spec, state.Best);
        _epochLoss = state.EpochLossSum;
        _isTargetReached = state.IsTargetReached;
    }

    /// <summary>Says that somebody reads the parameters beyond the next step: they are not written any more.</summary>
    public void LendParameters() => _areParametersLent = true;

    /// <summary>Begins the next step.</summary>
    /// <returns>The number of slices its minibatch has.</returns>
    public int BeginStep()
    {
        if (Plan.StepInEpoch(Step) == 0)
            _epochLoss = 0;
        var slices = Plan.SlicesIn(Step);
        _tree.Begin(slices);
        return slices;
    }

    /// <summary>Adds a worker's part of the gradient.</summary>
    public void Add(PartialGradient part)
    {
        _tree.Add(part);
        part.SliceLosses.CopyTo(_sliceLosses.AsSpan(part.Slices.First));
    }

    /// <summary>Takes the step, once all its slices have been added.</summary>
    /// <exception cref="TrainingDivergedException">The loss, the gradient or a new weight is not finite; no step is taken.</exception>
    public StepOutcome CompleteStep()
    {
        var samples = Plan.SamplesIn(Step);
        var loss = Evaluation.PairwiseSum(_sliceLosses.AsSpan(0, Plan.SlicesIn(Step)));
        var rate = _spec.Schedule.RateAt(_spec.Optimizer.LearningRate, Plan.EpochOf(Step), Step, Plan.TotalSteps);
        if (!double.IsFinite(loss))
            throw Diverged("the loss is", _spec.Network.LayerCount - 1, rate);
        var failedLayer = _optimizer.TryStep(_tree, samples, rate);
        if (failedLayer >= 0)
            throw Diverged("a gradient or a weight is", failedLayer, rate);
        if (_areParametersLent)
            _optimizer.ReleasePreviousParameters();
        _areParametersLent = false;
        _epochLoss += loss;
        return new StepOutcome(loss, samples, rate);
    }

    /// <summary>Takes note of the evaluation after an epoch.</summary>
    /// <param name="validation">The validation samples', where there are any.</param>
    /// <param name="test">The test samples'.</param>
    /// <returns>Whether the parameters are the best so far.</returns>
    public bool CompleteEpoch(Evaluation? validation, Evaluation test)
    {
        _isTargetReached = _judge.IsTargetReached(validation, test);
        return _judge.Record(Epoch, validation, Parameters);
    }

    /// <summary>A copy of the state to come back to in this run: as <see cref="Snapshot"/>, and with what was learned of an epoch that is not evaluated yet.</summary>
    public TrainingState SnapshotWithinEpoch() => Snapshot() with { EpochLossSum = _epochLoss };

    /// <summary>A copy of all that is needed to go on from here.</summary>
    public TrainingState Snapshot() => new(
        Step, [.. _optimizer.Parameters], [.. _optimizer.State.Select(state => state.ToArray())],
        IsEpochEnd ? 0 : _epochLoss, _judge.Best)
    {
        IsTargetReached = _isTargetReached,
    };

    private TrainingDivergedException Diverged(string what, int layer, float rate) => new(
        string.Create(CultureInfo.InvariantCulture,
            $"Training diverged at step {Step + 1} (epoch {Plan.EpochOf(Step)}): {what} not finite any more in layer {layer + 1} of {_spec.Network.LayerCount}; the likely cause is the learning rate, which is {rate}: try a smaller one."),
        Snapshot());
}
