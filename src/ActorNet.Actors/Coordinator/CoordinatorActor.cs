using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Scheduling;
using ActorNet.Coordination.Training;
using ActorNet.Coordination.Verification;
using ActorNet.Learning.Gradients;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using Akka.Actor;

namespace ActorNet.Actors.Coordinator;

/// <summary>
/// The coordinator of one run: shares each minibatch out over the workers, adds up their gradients, takes the step and
/// sends the new weights with the next request. Who computes what is decided by <see cref="SliceScheduler"/>, which round comes next by
/// <see cref="TrainingLoop"/>, who is faulty by <see cref="AnswerVerifier"/>; this actor receives, asks them, and sends. It cannot tell a
/// worker in this process from another.
/// </summary>
internal sealed partial class CoordinatorActor : ReceiveActor
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(20);

    private readonly CoordinatorSettings _settings;
    private readonly TrainerOptions _options;
    private readonly TrainingSession _session;
    private readonly ProgressReporter _report;
    private readonly TrainingLoop _course;
    private readonly SliceScheduler _round;
    private readonly WorkerRoster _workers = new();
    private readonly WorkerReferences _actors = new();
    private readonly RewindPoints _rewindPoints = new();
    private readonly List<(int Worker, TimeSpan Waited)> _hung = [];
    private readonly long _startedAt;
    private AnswerVerifier? _referee; // in a cluster, from the first worker on
    private ICancelable? _checks;
    private bool _hasStarted;
    private bool _isCollecting;
    private bool _isOver;

    /// <summary>Makes the coordinator of one run.</summary>
    public CoordinatorActor(CoordinatorSettings settings)
    {
        _settings = settings;
        _options = settings.Options;
        _session = settings.Session;
        _startedAt = _options.Time.GetTimestamp();
        _report = new ProgressReporter(settings, _session, _workers);
        _course = new TrainingLoop(settings, _report);
        _round = settings.Cluster is { } cluster
            ? new SliceScheduler(cluster.Timeouts, cluster.AuditEverySteps)
            : new SliceScheduler(StragglerTimeouts.Infinite);
        WaitingForWorkers();
    }

    /// <summary>What went another way than planned.</summary>
    public RoundCounters Counters => _round.Counters;

    /// <summary>The time since the run was begun.</summary>
    private TimeSpan Now => _options.Time.GetElapsedTime(_startedAt);

    /// <summary>Look at the clock.</summary>
    internal sealed record CheckDeadlines
    {
        /// <summary>All are the same.</summary>
        public static CheckDeadlines Instance { get; } = new();
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        // Sent, and mostly run, by the scheduler's thread: where all is in order a check is a look at each worker's clock.
        _checks = Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(
            CheckInterval, CheckInterval, Self, CheckDeadlines.Instance, ActorRefs.NoSender);
        ReportWaiting();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _checks?.Cancel();
        _settings.OnFailed(new CoordinatorStoppedException());
    }

    /// <inheritdoc/>
    protected override bool AroundReceive(Receive receive, object message)
    {
        try
        {
            Observe(message);
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
        ReceiveWork();
    }

    /// <summary>Awaits the evaluation of the validation or test samples; ends when every slice is there.</summary>
    private void Evaluating()
    {
        _isCollecting = false;
        ReceiveMembership();
        ReceiveWork();
    }

    /// <summary>Nothing is awaited any more; late answers are dropped.</summary>
    private void Finished() => ReceiveAny(_ => { });

    private void ReceiveWork()
    {
        Receive<GradientComputed>(answer =>
        {
            if (AcceptAnswer(answer.Round, answer.Slices, answer.ComputeTime, answer))
            {
                _course.Add(answer.Result);
                _workers.Credit(_actors.NumberOf(Sender), _session.Plan.SamplesIn(_session.Step, answer.Slices), answer.ComputeTime);
            }

            Proceed();
        });
        Receive<SlicesEvaluated>(answer =>
        {
            if (AcceptAnswer(answer.Round, answer.Slices, default, answer))
                _course.Add(answer);
            Proceed();
        });
        Receive<CheckDeadlines>(_ => Check());
    }

    /// <summary>Takes note of an answer.</summary>
    /// <returns>Whether it is to be used.</returns>
    private bool AcceptAnswer(RoundId round, SliceRange slices, TimeSpan computeTime, object answer)
    {
        var worker = _actors.NumberOf(Sender);
        var worth = _round.Accept(round, worker, slices, computeTime, Now);
        if (_referee is null || worth == AnswerStatus.Unrequested)
            return worth == AnswerStatus.Accepted;
        Send();
        var faulty = _referee.Compare(round, slices, worker, _workers.NameOf(worker), answer);
        if (faulty.Count == 0)
            return worth == AnswerStatus.Accepted;
        OnAnswersDiffer(faulty);
        return false;
    }

    /// <summary>Sends what a fact has made necessary, and goes on when the round is complete.</summary>
    private void Proceed()
    {
        Send();
        if (_isOver || !_round.IsComplete)
            return;
        if (_round.IsReadingParameters())
            _session.LendParameters();
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
            End();
            return;
        }

        if (kind != RoundKind.Gradient)
            Become(Evaluating);
        else if (!_isCollecting)
            Become(CollectingGradients);
        var slices = _course.Begin(kind);
        _round.Begin(new RoundId(_options.RunId, _course.Incarnation, kind, _session.Step), slices, Now);
        Send();
    }

    private void End()
    {
        _isOver = true;
        Become(Finished);
        _settings.OnFinished(_course.Result());
    }

    private void Fail(Exception error)
    {
        _isOver = true;
        Become(Finished);
        _settings.OnFailed(error);
    }

    private void Send()
    {
        for (var i = 0; i < _round.Assignments.Count; i++)
        {
            var (worker, slices, isRepeated) = _round.Assignments[i];
            if (isRepeated)
                _referee?.Watch(_round.Id, slices, _course.Parameters, _round.IsOwed);
            Tell(worker, _round.Id.Kind == RoundKind.Gradient
                ? new ComputeGradient(_round.Id, slices, _course.Parameters)
                : new EvaluateSlices(_round.Id, slices, _course.Parameters));
        }

        _round.Sent();
    }

    private void Tell(int worker, object message)
    {
        _options.OnMessage?.Invoke(WorkerMessage.Of(_workers.NameOf(worker), isToWorker: true, message));
        _actors[worker].Tell(message);
    }

    /// <summary>Tells whoever watches of a message from a worker.</summary>
    private void Observe(object message)
    {
        if (_options.OnMessage is not { } onMessage || message is Terminated)
            return;
        if (message is RegisterWorker register)
            onMessage(WorkerMessage.Of(register.Worker, isToWorker: false, message));
        else if (_actors.NumberOf(Sender) is >= 0 and var worker)
            onMessage(WorkerMessage.Of(_workers.NameOf(worker), isToWorker: false, message));
    }
}
