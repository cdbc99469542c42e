using System.Globalization;
using ActorNet.Actors.Hosting;
using ActorNet.Actors.Messages;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using Akka.Actor;

namespace ActorNet.Actors.Coordinator;

/// <summary>
/// The coordinator of one run: shares each minibatch out over the workers, adds up their gradients, takes the step and
/// sends the new weights with the next request. Who computes what is decided by <see cref="TrainingRound"/>, which round comes next by
/// <see cref="TrainingCourse"/>; this actor receives, asks them, and sends. It cannot tell a worker in this process from another.
/// </summary>
internal sealed class CoordinatorActor : ReceiveActor
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(20);

    private readonly CoordinatorSettings _settings;
    private readonly TrainerOptions _options;
    private readonly TrainingSession _session;
    private readonly TrainingCourse _course;
    private readonly TrainingRound _round;
    private readonly WorkerRoster _workers = new();
    private readonly TrainingReport _report;
    private readonly List<(int Worker, TimeSpan Waited)> _hung = [];
    private readonly long _startedAt;
    private readonly int _incarnation = 1;
    private ICancelable? _checks;
    private bool _hasStarted;
    private bool _isCollecting;

    /// <summary>Makes the coordinator of one run.</summary>
    public CoordinatorActor(CoordinatorSettings settings)
    {
        _settings = settings;
        _options = settings.Options;
        _session = settings.Session;
        _startedAt = _options.Time.GetTimestamp();
        _report = new TrainingReport(settings, _session, _workers);
        _course = new TrainingCourse(settings, _report);
        _round = new TrainingRound(settings.Cluster?.Patience ?? Patience.Endless);
        WaitingForWorkers();
    }

    /// <summary>The time since the run was begun.</summary>
    private TimeSpan Now => _options.Time.GetElapsedTime(_startedAt);

    /// <summary>Workers without which the run neither begins nor goes on.</summary>
    private int NeededWorkers => _hasStarted ? 1 : _settings.Cluster?.MinWorkers ?? _options.Workers;

    private string State =>
        !_hasStarted || _workers.ReadyCount == 0 ? "waiting-for-workers" : _isCollecting ? "training" : "evaluating";

    private sealed record CheckDeadlines
    {
        public static CheckDeadlines Instance { get; } = new();
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        // Sent, and mostly run, by the scheduler's thread: where all is in order a check is a look at each worker's clock.
        _checks = Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(
            CheckInterval, CheckInterval, Self, CheckDeadlines.Instance, ActorRefs.NoSender);
        TellIfWaiting();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _checks?.Cancel();
        _settings.OnFailed(new InvalidOperationException("The coordinator was stopped before the run was over."));
    }

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

    /// <summary>Awaits as many ready workers as the run is to begin with; ends when they are there.</summary>
    private void WaitingForWorkers()
    {
        ReceiveMembership();
        Receive<CheckDeadlines>(_ => { });
    }

    /// <summary>Awaits the gradients of one step; ends when every slice is there and the step is taken.</summary>
    private void CollectingGradients()
    {
        _isCollecting = true;
        ReceiveMembership();
        Receive<CheckDeadlines>(_ => Check());
        Receive<SlicesFailed>(OnFailed);
        Receive<GradientComputed>(answer =>
        {
            if (!Accept(answer.Round, answer.Slices, answer.ComputeTime))
                return;
            _course.Add(answer.Result);
            _workers.Credit(_workers.NumberOf(Sender), _session.Plan.SamplesIn(_session.Step, answer.Slices), answer.ComputeTime);
            GoOnIfComplete();
        });
        Receive<SlicesEvaluated>(answer => Accept(answer.Round, answer.Slices, default));
    }

    /// <summary>Awaits the evaluation of the validation or test samples; ends when every slice is there.</summary>
    private void Evaluating()
    {
        _isCollecting = false;
        ReceiveMembership();
        Receive<CheckDeadlines>(_ => Check());
        Receive<SlicesFailed>(OnFailed);
        Receive<SlicesEvaluated>(answer =>
        {
            if (!Accept(answer.Round, answer.Slices, default))
                return;
            _course.Add(answer);
            GoOnIfComplete();
        });
        Receive<GradientComputed>(answer => Accept(answer.Round, answer.Slices, answer.ComputeTime));
    }

    /// <summary>Nothing is awaited any more; late answers are dropped.</summary>
    private void Finished() => ReceiveAny(_ => { });

    private void ReceiveMembership()
    {
        Receive<RegisterWorker>(register =>
        {
            // Whoever comes back under the name of a worker is that worker, started again: the old one is gone.
            Lose(_workers.NumberOf(register.Worker), "it came back as a new worker");
            _workers.Add(Sender, register.Worker);
            Context.Watch(Sender);
            Sender.Tell(new WorkerAccepted(_options.RunId, _incarnation));
        });
        Receive<WorkerReady>(ready => ready.RunId == _options.RunId && ready.Incarnation == _incarnation, _ => OnReady());
        Receive<WorkerLeaving>(leaving => Lose(_workers.NumberOf(Sender), leaving.Reason));
        Receive<WorkerFailed>(failed => Lose(_workers.NumberOf(Sender), failed.Error.Message, failed.Error));
        Receive<Terminated>(gone => Lose(_workers.NumberOf(gone.ActorRef), "it stopped"));
        Receive<Messages.WorkerRefused>(refused => _report.WorkerRefused(refused.Worker, refused.Reason));
        Receive<GetRunStatus>(_ => Sender.Tell(_report.Status(State, _round.Counters)));
        Receive<StopTraining>(_ =>
        {
            _course.IsStopRequested = true;
            EndIfTooFewAreThere();
        });
    }

    private void OnReady()
    {
        var worker = _workers.NumberOf(Sender);
        if (worker < 0 || !_workers.SetReady(worker))
            return;
        _report.WorkerJoined(worker);
        _round.Join(worker, Now);
        Send();
        if (_isCollecting)
            _report.Clock.Resume();
        TellIfWaiting();
        if (_hasStarted || _workers.ReadyCount < NeededWorkers)
            return;
        _hasStarted = true;
        _report.Started();
        GoOn(_course.Next());
    }

    private bool Accept(RoundId round, SliceRange slices, TimeSpan computeTime)
    {
        var counts = _round.Accept(round, _workers.NumberOf(Sender), slices, computeTime, Now);
        Send();
        return counts;
    }

    private void OnFailed(SlicesFailed failed) => Lose(_workers.NumberOf(Sender), failed.Error.Message, failed.Error);

    private void Check()
    {
        _round.Check(Now, _hung);
        Send();
        foreach (var (worker, waited) in _hung)
            Lose(worker, string.Create(CultureInfo.InvariantCulture, $"no answer for {waited.TotalSeconds:F1} s"));
    }

    /// <summary>
    /// Gives a lost worker's slices to the others; they will compute the same bits. Where no others can come, a run cannot begin without
    /// every worker it was asked to have, nor go on without any.
    /// </summary>
    private void Lose(int worker, string reason, Exception? cause = null)
    {
        if (worker < 0)
            return;
        var (actor, name) = (_workers[worker], _workers.NameOf(worker));
        reason = reason.TrimEnd('.');
        _report.WorkerLeft(worker, reason);
        var wasReady = _workers.Remove(worker);
        Context.Unwatch(actor);
        Context.Stop(actor);
        if (_settings.Cluster is null && !_hasStarted)
        {
            Fail(new TrainingFailedException($"Worker '{name}' cannot start: {reason}.", cause));
            return;
        }

        if (_settings.Cluster is null && _workers.ReadyCount == 0)
        {
            _course.Checkpoint();
            Fail(new TrainingFailedException($"The last worker is lost: {reason}.", cause));
            return;
        }

        _round.Leave(worker, Now);
        Send();
        if (wasReady)
            TellIfWaiting();
        EndIfTooFewAreThere();
    }

    private void TellIfWaiting()
    {
        if (_settings.Cluster is not null && _workers.ReadyCount < NeededWorkers)
            _report.WaitingForWorkers(NeededWorkers);
    }

    /// <summary>A run that is to end after the step under way ends before it where that step would wait for workers.</summary>
    private void EndIfTooFewAreThere()
    {
        if (_settings.Cluster is null || !_course.IsStopRequested || _workers.ReadyCount >= NeededWorkers)
            return;
        _course.Checkpoint();
        Fail(new OperationCanceledException("The run was interrupted while it waited for workers."));
    }

    private void GoOnIfComplete()
    {
        if (!_round.IsComplete)
            return;
        try
        {
            GoOn(_course.Complete());
        }
        catch (TrainingDivergedException diverged)
        {
            Fail(diverged);
        }
    }

    private void GoOn(RoundKind? next)
    {
        if (next is not { } kind)
        {
            Become(Finished);
            _settings.OnFinished(_course.Result());
            return;
        }

        if (kind != RoundKind.Gradient)
            Become(Evaluating);
        else if (!_isCollecting)
            Become(CollectingGradients);
        var slices = _course.Begin(kind);
        _round.Begin(new RoundId(_options.RunId, _incarnation, kind, _session.Step), slices, Now);
        Send();
    }

    private void Fail(Exception error)
    {
        Become(Finished);
        _settings.OnFailed(error);
    }

    private void Send()
    {
        for (var i = 0; i < _round.Assignments.Count; i++)
        {
            var (worker, slices) = _round.Assignments[i];
            _workers[worker].Tell(_round.Id.Kind == RoundKind.Gradient
                ? new ComputeGradient(_round.Id, slices, _course.Parameters)
                : new EvaluateSlices(_round.Id, slices, _course.Parameters));
        }
    }
}
