using ActorNet.Coordination.Messages;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Training;

/// <summary>
/// The run's sequence of rounds: steps, the evaluation after each epoch, and the end. Computed parts go in, the kind of the next round
/// comes out; raises checkpoints and events when due. It knows no actors or workers.
/// </summary>
internal sealed class TrainingLoop(CoordinatorSettings settings, ProgressReporter reporter)
{
    private readonly TrainingSession _session = settings.Session;
    private readonly TrainerOptions _options = settings.Options;
    private readonly EvaluationAccumulator _evaluation = new(settings.Spec, settings.Dataset);
    private RoundKind _kind;
    private Evaluation? _validation;
    private Evaluation? _test; // of the current parameters; null after they change
    private StopReason _stopReason;

    /// <summary>The fencing number; each rewind increments it.</summary>
    public int Incarnation { get; private set; } = settings.Options.Incarnation;

    /// <summary>Whether the run ends after the current step.</summary>
    public bool IsStopRequested { get; set; }

    private RoundKind FirstEvaluation => settings.Spec.ValidationSamples > 0 ? RoundKind.Validation : RoundKind.Test;

    public long Step => _session.Step;

    /// <summary>Whether the epoch that ended with the last step is not evaluated yet.</summary>
    public bool IsEvaluationDue => _kind is RoundKind.Validation or RoundKind.Test;

    /// <summary>The parameters of the current round.</summary>
    public ParameterSnapshot Parameters => _kind == RoundKind.FinalTest ? _session.FinalParameters : _session.Parameters;

    /// <summary>The round after a step or an epoch; null if the run is over.</summary>
    public RoundKind? Next()
    {
        if ((_session.ReasonToStop ?? (IsStopRequested ? StopReason.Interrupted : null)) is not { } reason)
            return RoundKind.Gradient;
        _stopReason = reason;
        if (reason == StopReason.Interrupted && !_session.IsEpochEnd)
            Checkpoint();
        return _test is not null && _session.Best is null ? null : RoundKind.FinalTest;
    }

    /// <returns>The number of slices in the round.</returns>
    public int Begin(RoundKind kind)
    {
        _kind = kind;
        if (kind == RoundKind.Gradient)
        {
            reporter.Clock.Resume();
            return _session.BeginStep();
        }

        reporter.Clock.Pause();
        return _evaluation.Begin(kind);
    }

    public void Add(PartialGradient part) => _session.Add(part);

    public void Add(SlicesEvaluated part) => _evaluation.Add(part.Slices, part.SliceLosses, part.Correct);

    /// <summary>Completes the step or the evaluation, after all its parts were added.</summary>
    /// <returns>The next round; null if the run is over.</returns>
    /// <exception cref="TrainingDivergedException">A number is no longer finite; the last good state was checkpointed.</exception>
    public RoundKind? Complete()
    {
        switch (_kind)
        {
            case RoundKind.Gradient:
                return CompleteStep();
            case RoundKind.Validation:
                _validation = _evaluation.Complete();
                return RoundKind.Test;
            case RoundKind.Test:
                _test = _evaluation.Complete();
                reporter.ReportEpoch(_validation, _test, _session.CompleteEpoch(_validation, _test));
                reporter.ReportWeights();
                Checkpoint();
                return Next();
            default:
                _test = _evaluation.Complete();
                return null;
        }
    }

    /// <summary>The state before the current round.</summary>
    public RewindPoint CreateRewindPoint() => new(_session.SnapshotWithinEpoch(), IsEvaluationDue);

    /// <summary>Rewinds to a point and discards everything after it.</summary>
    /// <returns>The next round; null if the run is over.</returns>
    public RoundKind? Rewind(RewindPoint point, string reason)
    {
        _session.Restore(point.State);
        Incarnation++;
        (_validation, _test) = (null, null);
        reporter.ReportRewound(point.IsEvaluationDue, reason);
        if (point.IsEvaluationDue)
            return FirstEvaluation;
        Checkpoint();
        return Next();
    }

    public TrainingResult Result() => reporter.Finish(_stopReason, _test!);

    public void Checkpoint() => SaveCheckpoint(_session.Snapshot());

    private void SaveCheckpoint(TrainingState state) => _options.Checkpoint?.Invoke(state with { Incarnation = Incarnation });

    private RoundKind? CompleteStep()
    {
        try
        {
            var outcome = _session.CompleteStep();
            if (_session.IsEpochEnd)
                reporter.Clock.Pause();
            reporter.ReportStep(outcome);
        }
        catch (TrainingDivergedException diverged)
        {
            SaveCheckpoint(diverged.LastGood);
            throw;
        }

        (_validation, _test) = (null, null);
        if (_session.IsEpochEnd)
            return FirstEvaluation;
        if (_session.Plan.IsHashDue(_session.Step))
            reporter.ReportWeights();
        if (_options.CheckpointEverySteps is { } every && _session.Step % every == 0)
            Checkpoint();
        return Next();
    }
}
