using ActorNet.Coordination.Messages;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Training;

/// <summary>
/// The course of a run, round by round: steps, the evaluation after each epoch, and the end. What workers have computed goes in, the
/// kind of the next round comes out; checkpoints and events are handed on as they fall due. It knows no actor and no worker.
/// </summary>
internal sealed class TrainingLoop(CoordinatorSettings settings, ProgressReporter report)
{
    private readonly TrainingSession _session = settings.Session;
    private readonly TrainerOptions _options = settings.Options;
    private readonly EvaluationAccumulator _tally = new(settings.Spec, settings.Dataset);
    private RoundKind _kind;
    private Evaluation? _validation;
    private Evaluation? _test; // of the parameters as they are; null where they have changed since
    private StopReason _stopReason;

    /// <summary>The fencing number: it grows when the run goes back.</summary>
    public int Incarnation { get; private set; } = settings.Options.Incarnation;

    /// <summary>Whether the run is to end after the step under way.</summary>
    public bool IsStopRequested { get; set; }

    private RoundKind FirstEvaluation => settings.Spec.ValidationSamples > 0 ? RoundKind.Validation : RoundKind.Test;

    /// <summary>Steps done.</summary>
    public long Step => _session.Step;

    /// <summary>Whether the epoch that ended with the last step is not evaluated yet.</summary>
    public bool IsEvaluationDue => _kind is RoundKind.Validation or RoundKind.Test;

    /// <summary>The parameters that the round under way is about.</summary>
    public float[] Parameters => _kind == RoundKind.FinalTest ? _session.FinalParameters : _session.Parameters;

    /// <summary>The first round, or the next after an epoch or a step; null where the run is over.</summary>
    public RoundKind? Next()
    {
        if ((_session.ReasonToStop ?? (IsStopRequested ? StopReason.Interrupted : null)) is not { } reason)
            return RoundKind.Gradient;
        _stopReason = reason;
        if (reason == StopReason.Interrupted && !_session.IsEpochEnd)
            Checkpoint();
        return _test is not null && ReferenceEquals(_session.FinalParameters, _session.Parameters) ? null : RoundKind.FinalTest;
    }

    /// <summary>Begins a round.</summary>
    /// <returns>The number of slices it has.</returns>
    public int Begin(RoundKind kind)
    {
        _kind = kind;
        if (kind == RoundKind.Gradient)
        {
            report.Clock.Resume();
            return _session.BeginStep();
        }

        report.Clock.Pause();
        return _tally.Begin(kind);
    }

    /// <summary>Adds a part of the step's gradient.</summary>
    public void Add(PartialGradient part) => _session.Add(part);

    /// <summary>Adds a part of the evaluation.</summary>
    public void Add(SlicesEvaluated part) => _tally.Add(part.Slices, part.SliceLosses, part.Correct);

    /// <summary>Takes the step or the evaluation, once all its parts are added.</summary>
    /// <returns>The next round; null where the run is over.</returns>
    /// <exception cref="TrainingDivergedException">A number is not finite any more; the last good state is a checkpoint.</exception>
    public RoundKind? Complete()
    {
        switch (_kind)
        {
            case RoundKind.Gradient:
                return CompleteStep();
            case RoundKind.Validation:
                _validation = _tally.Complete();
                return RoundKind.Test;
            case RoundKind.Test:
                _test = _tally.Complete();
                report.EpochDone(_validation, _test, _session.CompleteEpoch(_validation, _test));
                Checkpoint();
                return Next();
            default:
                _test = _tally.Complete();
                return null;
        }
    }

    /// <summary>The place where the run is, as before the round under way.</summary>
    public RewindPoint Mark() => new(_session.SnapshotWithinEpoch(), IsEvaluationDue);

    /// <summary>Goes back to a point; everything after it is void.</summary>
    /// <returns>The next round; null where the run is over.</returns>
    public RoundKind? Rewind(RewindPoint point, string reason)
    {
        _session.Restore(point.State);
        Incarnation++;
        (_validation, _test) = (null, null);
        report.Rewound(point.IsEvaluationDue, reason);
        if (point.IsEvaluationDue)
            return FirstEvaluation;
        Checkpoint();
        return Next();
    }

    /// <summary>The result, once the run is over.</summary>
    public TrainingResult Result() => report.Finished(_stopReason, _test!);

    /// <summary>Hands the state after the last step to who keeps it.</summary>
    public void Checkpoint() => Keep(_session.Snapshot());

    private void Keep(TrainingState state) => _options.Checkpoint?.Invoke(state with { Incarnation = Incarnation });

    private RoundKind? CompleteStep()
    {
        try
        {
            var outcome = _session.CompleteStep();
            if (_session.IsEpochEnd)
                report.Clock.Pause();
            report.StepDone(outcome);
        }
        catch (TrainingDivergedException diverged)
        {
            Keep(diverged.LastGood);
            throw;
        }

        (_validation, _test) = (null, null);
        if (_session.IsEpochEnd)
            return FirstEvaluation;
        if (_options.CheckpointEverySteps is { } every && _session.Step % every == 0)
            Checkpoint();
        return Next();
    }
}
