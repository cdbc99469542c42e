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

/// <summary>The outcome of a step. <c>Loss</c> is the summed cost of its minibatch, before the step.</summary>
internal readonly record struct StepOutcome(double Loss, int Samples, float LearningRate);

/// <summary>
/// The mathematical state of a run: parameters, optimizer, minibatch plan, and the results of each epoch. Gradients and evaluations go in,
/// steps and stop decisions come out; it knows no actors, clocks or workers.
/// </summary>
internal sealed class TrainingSession
{
    private readonly TrainingSpec _spec;
    private readonly ITeam? _team;
    private readonly GradientTree _tree = new();
    private readonly double[] _sliceLosses;
    private Optimizer _optimizer;
    private EarlyStopping _earlyStopping;
    private double _epochLoss;
    private double _reportLoss;
    private int _reportSamples;
    private bool _isTargetReached;

    /// <summary>
    /// Starts a run from its initial parameters, or from <paramref name="resumeFrom"/>. <paramref name="team"/> takes the steps; null means
    /// the calling thread alone.
    /// </summary>
    public TrainingSession(TrainingSpec spec, Dataset dataset, TrainingState? resumeFrom = null, ITeam? team = null)
    {
        _spec = spec;
        _team = team;
        Plan = new MinibatchPlan(spec, dataset.Train.Count);
        _sliceLosses = new double[Plan.MaxSliceCount];
        Restore(resumeFrom ?? TrainingState.Beginning(spec, ParameterInitialization.Create(spec.Network, spec.Seed)));
    }

    public MinibatchPlan Plan { get; }

    /// <summary>Steps taken; also the number of the next step.</summary>
    public long Step => _optimizer.Step;

    /// <summary>The current parameters.</summary>
    public ParameterSnapshot Parameters => _optimizer.Snapshot;

    /// <summary>
    /// Why the run ends after the last step; null if it does not. A pure function of what a <see cref="Snapshot"/> holds, so a finished run
    /// that is resumed ends at once for the same reason.
    /// </summary>
    public StopReason? ReasonToStop =>
        _isTargetReached ? StopReason.TargetReached
        : IsEpochEnd && _earlyStopping.IsPatienceExhausted(Epoch) ? StopReason.NoImprovement
        : Step >= Plan.TotalSteps ? StopReason.AllEpochsDone
        : null;

    public bool IsEpochEnd => Step > 0 && Plan.StepInEpoch(Step) == 0;

    /// <summary>The epoch of the last step, from 1.</summary>
    public int Epoch => Plan.EpochOf(Math.Max(0, Step - 1));

    /// <summary>The best epoch so far, if there are validation samples.</summary>
    public BestEpoch? Best => _earlyStopping.Best;

    /// <summary>The parameters that the run would end with.</summary>
    public ParameterSnapshot FinalParameters => _earlyStopping.Best is { } best ? new ParameterSnapshot(best.Parameters) : Parameters;

    /// <summary>Mean cost per sample in the epoch of the last step.</summary>
    public double EpochLoss => _epochLoss / Plan.SampleCount;

    /// <summary>Continues from another state. Arrays handed out before are no longer written.</summary>
    [MemberNotNull(nameof(_optimizer), nameof(_earlyStopping))]
    public void Restore(TrainingState state)
    {
        _optimizer = _spec.CreateOptimizer(state.Parameters, state.OptimizerState, state.Step, _team);
        _earlyStopping = new EarlyStopping(_spec, state.Best);
        _epochLoss = state.EpochLossSum;
        (_reportLoss, _reportSamples) = (state.ReportLossSum, state.ReportSamples);
        _isTargetReached = state.IsTargetReached;
    }

    /// <returns>The number of slices in the minibatch.</returns>
    public int BeginStep()
    {
        if (Plan.StepInEpoch(Step) == 0)
            _epochLoss = 0;
        var slices = Plan.SlicesIn(Step);
        _tree.Begin(slices);
        return slices;
    }

    public void Add(PartialGradient part)
    {
        _tree.Add(part);
        part.SliceLosses.CopyTo(_sliceLosses.AsSpan(part.Slices.First));
    }

    /// <summary>Takes the step, after all slices were added.</summary>
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
        _epochLoss += loss;
        _reportLoss += loss;
        _reportSamples += samples;
        return new StepOutcome(loss, samples, rate);
    }

    /// <summary>Records the evaluation after an epoch.</summary>
    /// <returns>Whether the parameters are the best so far.</returns>
    public bool CompleteEpoch(Evaluation? validation, Evaluation test)
    {
        _isTargetReached = _earlyStopping.IsTargetReached(validation, test);
        return _earlyStopping.Record(Epoch, validation, _optimizer.Parameters);
    }

    /// <summary>Mean cost per sample since the last call; a resumed run counts what came before it too.</summary>
    public double TakeReportLoss()
    {
        var loss = _reportLoss / _reportSamples;
        (_reportLoss, _reportSamples) = (0, 0);
        return loss;
    }

    /// <summary>Hashes of the parameters up to the end of each layer, and of the rest of a <see cref="Snapshot"/>.</summary>
    public (string[] Prefixes, string State) Hash() => (
        WeightsHash.OfPrefixes(_optimizer.Parameters, ParameterLayout.Of(_spec.Network)),
        WeightsHash.OfState(_optimizer.State, IsEpochEnd ? 0 : _epochLoss, _reportLoss));

    /// <summary>A copy for rewinding: <see cref="Snapshot"/>, plus the loss of an epoch that is not evaluated yet.</summary>
    public TrainingState SnapshotWithinEpoch() => Snapshot() with { EpochLossSum = _epochLoss };

    /// <summary>A copy of everything needed to resume from here.</summary>
    public TrainingState Snapshot() => new(
        Step, [.. _optimizer.Parameters], [.. _optimizer.State.Select(state => state.ToArray())],
        IsEpochEnd ? 0 : _epochLoss, _earlyStopping.Best)
    {
        IsTargetReached = _isTargetReached,
        ReportLossSum = _reportLoss,
        ReportSamples = _reportSamples,
    };

    private TrainingDivergedException Diverged(string what, int layer, float rate) => new(
        string.Create(CultureInfo.InvariantCulture,
            $"Training diverged at step {Step + 1} (epoch {Plan.EpochOf(Step)}): {what} not finite any more in layer {layer + 1} of {_spec.Network.LayerCount}; the likely cause is the learning rate, which is {rate}: try a smaller one."),
        Snapshot());
}
