using ActorNet.Actors.Hosting;
using ActorNet.Actors.Messages;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using Akka.Actor;

namespace ActorNet.Actors.Coordinator;

/// <summary>
/// The coordinator of one run: shares each minibatch out over the workers, adds up their gradients, takes the step and
/// sends the new weights with the next request. What to do is decided by <see cref="TrainingRound"/> and
/// <see cref="TrainingSession"/>; this actor receives, asks them, and sends.
/// </summary>
internal sealed class CoordinatorActor : ReceiveActor
{
    private readonly CoordinatorSettings _settings;
    private readonly TrainerOptions _options;
    private readonly TrainingSession _session;
    private readonly TrainingRound _round = new();
    private readonly WorkerRoster _workers = new();
    private readonly TrainingReport _report;
    private readonly List<Assignment> _assignments = [];
    private readonly int _incarnation = 1;
    private double[] _evaluationLosses = [];
    private int _correct;
    private Evaluation? _validation;
    private Evaluation? _test;
    private StopReason? _stopReason;
    private bool _isStopRequested;
    private bool _hasStarted;
    private bool _isCollecting;

    /// <summary>Makes the coordinator of one run.</summary>
    public CoordinatorActor(CoordinatorSettings settings)
    {
        _settings = settings;
        _options = settings.Options;
        _session = settings.Session;
        _report = new TrainingReport(settings, _session, _workers);
        WaitingForWorkers();
    }

    private float[] EvaluatedParameters => _round.Id.Kind == RoundKind.FinalTest ? _session.FinalParameters : _session.Parameters;

    private SampleRange EvaluatedIn(RoundKind kind) => kind == RoundKind.Validation
        ? new SampleRange(_settings.Dataset.Train, _settings.Spec.ValidationSamples)
        : new SampleRange(_settings.Dataset.Test, _settings.Dataset.Test.Count);

    private readonly record struct SampleRange(SampleSet Samples, int Count);

    /// <inheritdoc/>
    protected override bool AroundReceive(Receive receive, object message)
    {
        try
        {
            return base.AroundReceive(receive, message);
        }
        catch (Exception error)
        {
            // Supervision stops this actor; the caller learns why.
            _settings.OnFailed(error);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void PostStop() =>
        _settings.OnFailed(new InvalidOperationException("The coordinator was stopped before the run was over."));

    /// <summary>Awaits as many ready workers as the run was asked to have; ends when they are there.</summary>
    private void WaitingForWorkers()
    {
        ReceiveMembership(ready =>
        {
            if (_workers.Ready.Count < _options.Workers)
                return;
            _hasStarted = true;
            _report.Started();
            Next();
        });
        Receive<StopTraining>(_ => _isStopRequested = true);
    }

    /// <summary>Awaits the gradients of one step; ends when every slice is there and the step is taken.</summary>
    private void CollectingGradients()
    {
        _isCollecting = true;
        ReceiveMembership(_ => { });
        Receive<StopTraining>(_ => _isStopRequested = true);
        Receive<SlicesFailed>(OnFailed);
        Receive<GradientComputed>(answer =>
        {
            var worker = _workers.NumberOf(Sender);
            if (!_round.Accept(answer.Round, worker, answer.Slices))
                return;
            _session.Add(answer.Result);
            _workers.Credit(worker, _session.Plan.SamplesIn(_session.Step, answer.Slices), answer.ComputeTime);
            if (_round.IsComplete)
                OnStepComplete();
        });
    }

    /// <summary>Awaits the evaluation of the validation or test samples; ends when every slice is there.</summary>
    private void Evaluating()
    {
        _isCollecting = false;
        ReceiveMembership(_ => { });
        Receive<StopTraining>(_ => _isStopRequested = true);
        Receive<SlicesFailed>(OnFailed);
        Receive<SlicesEvaluated>(answer =>
        {
            if (!_round.Accept(answer.Round, _workers.NumberOf(Sender), answer.Slices))
                return;
            answer.SliceLosses.CopyTo(_evaluationLosses, answer.Slices.First);
            _correct += answer.Correct;
            if (_round.IsComplete)
                OnEvaluationComplete();
        });
    }

    /// <summary>Nothing is awaited any more; late answers are dropped.</summary>
    private void Finished() => ReceiveAny(_ => { });

    private void ReceiveMembership(Action<WorkerReady> onReady)
    {
        Receive<RegisterWorker>(register =>
        {
            _workers.Add(Sender, register.Worker);
            Context.Watch(Sender);
            Sender.Tell(new WorkerAccepted(_options.RunId, _incarnation));
        });
        Receive<WorkerReady>(ready => ready.RunId == _options.RunId && ready.Incarnation == _incarnation, ready =>
        {
            var worker = _workers.NumberOf(Sender);
            if (worker < 0)
                return;
            _workers.SetReady(worker);
            _report.WorkerJoined(worker);
            onReady(ready);
        });
        Receive<WorkerFailed>(failed => Lose(_workers.NumberOf(Sender), failed.Error.Message, failed.Error));
        Receive<Terminated>(gone => Lose(_workers.NumberOf(gone.ActorRef), "it stopped"));
    }

    private void OnFailed(SlicesFailed failed)
    {
        var worker = _workers.NumberOf(Sender);
        if (failed.Round == _round.Id && worker >= 0)
            Lose(worker, failed.Error.Message, failed.Error);
    }

    /// <summary>
    /// Gives a lost worker's slices to the others; they will compute the same bits. A run that has not started yet waits for
    /// every worker it was asked to have, so it cannot do without one.
    /// </summary>
    private void Lose(int worker, string reason, Exception? cause = null)
    {
        if (worker < 0 || !_workers.Remove(worker))
            return;
        reason = reason.TrimEnd('.');
        _report.WorkerLeft(worker, reason);
        Context.Stop(_workers[worker]);
        if (!_hasStarted)
        {
            Fail(new TrainingFailedException($"Worker '{_workers.NameOf(worker)}' cannot start: {reason}.", cause));
            return;
        }

        if (_workers.Ready.Count == 0)
        {
            _options.Checkpoint?.Invoke(_session.Snapshot());
            Fail(new TrainingFailedException($"The last worker is lost: {reason}.", cause));
            return;
        }

        _round.Reassign(worker, _workers.Ready, _assignments);
        Send();
    }

    /// <summary>Goes on with the next step, or ends the run where there is none.</summary>
    private void Next()
    {
        _stopReason = _session.ReasonToStop ?? (_isStopRequested ? StopReason.Interrupted : null);
        if (_stopReason is null)
            BeginStep();
        else
            End();
    }

    private void BeginStep()
    {
        var slices = _session.BeginStep();
        _report.Clock.Resume();
        if (!_isCollecting)
            Become(CollectingGradients);
        BeginRound(RoundKind.Gradient, slices);
    }

    private void OnStepComplete()
    {
        try
        {
            var outcome = _session.CompleteStep();
            if (_session.IsEpochEnd)
                _report.Clock.Pause();
            _report.StepDone(outcome);
        }
        catch (TrainingDivergedException diverged)
        {
            _options.Checkpoint?.Invoke(diverged.LastGood);
            Fail(diverged);
            return;
        }

        _test = null;
        if (_session.IsEpochEnd)
        {
            _validation = null;
            BeginEvaluation(_settings.Spec.ValidationSamples > 0 ? RoundKind.Validation : RoundKind.Test);
            return;
        }

        if (_options.CheckpointEverySteps is { } every && _session.Step % every == 0)
            _options.Checkpoint?.Invoke(_session.Snapshot());
        Next();
    }

    private void BeginEvaluation(RoundKind kind)
    {
        _report.Clock.Pause();
        Become(Evaluating);
        _correct = 0;
        _evaluationLosses = new double[SliceRange.CountOf(EvaluatedIn(kind).Count, Evaluation.SliceSize)];
        BeginRound(kind, _evaluationLosses.Length);
    }

    private void OnEvaluationComplete()
    {
        var (samples, count) = EvaluatedIn(_round.Id.Kind);
        var evaluation = Evaluation.Of(_evaluationLosses, _correct, count, samples.IsClassification);
        switch (_round.Id.Kind)
        {
            case RoundKind.Validation:
                _validation = evaluation;
                BeginEvaluation(RoundKind.Test);
                break;
            case RoundKind.Test:
                _test = evaluation;
                _report.EpochDone(_validation, evaluation, _session.CompleteEpoch(_validation, evaluation));
                _options.Checkpoint?.Invoke(_session.Snapshot());
                Next();
                break;
            default:
                Complete(evaluation);
                break;
        }
    }

    private void End()
    {
        if (_stopReason == StopReason.Interrupted && !_session.IsEpochEnd)
            _options.Checkpoint?.Invoke(_session.Snapshot());
        if (_test is not null && ReferenceEquals(_session.FinalParameters, _session.Parameters))
            Complete(_test);
        else
            BeginEvaluation(RoundKind.FinalTest);
    }

    private void Complete(Evaluation test)
    {
        Become(Finished);
        _settings.OnFinished(_report.Finished(_stopReason!.Value, test));
    }

    private void Fail(Exception error)
    {
        Become(Finished);
        _settings.OnFailed(error);
    }

    private void BeginRound(RoundKind kind, int slices)
    {
        _round.Begin(new RoundId(_options.RunId, _incarnation, kind, _session.Step), slices, _workers.Ready, _assignments);
        Send();
    }

    private void Send()
    {
        foreach (var (worker, slices) in _assignments)
            _workers[worker].Tell(_round.Id.Kind == RoundKind.Gradient
                ? new ComputeGradient(_round.Id, slices, _session.Parameters)
                : new EvaluateSlices(_round.Id, slices, EvaluatedParameters));
    }
}
