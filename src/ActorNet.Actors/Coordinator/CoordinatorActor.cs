using ActorNet.Coordination.Exchange;
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
/// The coordinator of one run: distributes each minibatch over the workers, sums their gradients, takes the step, and sends the new weights
/// with the next request. <see cref="SliceScheduler"/> assigns slices, <see cref="TrainingLoop"/> selects the next round, and
/// <see cref="AnswerVerifier"/> finds faulty workers; this actor receives, calls them, and sends. Local workers and proxies of remote ones
/// look the same to it.
/// </summary>
internal sealed partial class CoordinatorActor : ReceiveActor
{
    internal static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(20);

    private readonly CoordinatorSettings _settings;
    private readonly TrainerOptions _options;
    private readonly TrainingSession _session;
    private readonly ProgressReporter _reporter;
    private readonly TrainingLoop _loop;
    private readonly SliceScheduler _scheduler;
    private readonly WorkerRoster _workers = new();
    private readonly WorkerReferences _actors = new();
    private readonly RewindPoints _rewindPoints = new();
    private readonly ExchangePlanner? _exchanges; // in a cluster
    private readonly Action<string, bool, object>? _onMessage; // worker, whether to it, message
    private readonly long _startedAt;
    private ExchangeVerification? _verification;
    private AnswerVerifier? _verifier; // in a cluster, from the first registration on
    private ICancelable? _checks;
    private bool _hasStarted;
    private bool _isCollecting;
    private bool _isOver;

    public CoordinatorActor(CoordinatorSettings settings)
    {
        _settings = settings;
        _options = settings.Options;
        _session = settings.Session;
        _startedAt = _options.Time.GetTimestamp();
        _reporter = new ProgressReporter(settings, _session, _workers);
        _loop = new TrainingLoop(settings, _reporter);
        _onMessage = _options.MessageObserver;
        if (settings.Cluster is { } cluster)
        {
            _exchanges = new ExchangePlanner(settings.Spec.Network, cluster.Topology);
            _scheduler = new SliceScheduler(cluster.Timeouts, cluster.AuditEverySteps, _exchanges);
        }
        else
        {
            _scheduler = new SliceScheduler(StragglerTimeouts.Infinite);
        }

        WaitingForWorkers();
    }

    public RoundCounters Counters => _scheduler.Counters;

    private TimeSpan Now => _options.Time.GetElapsedTime(_startedAt);

    internal sealed record CheckDeadlines
    {
        public static CheckDeadlines Instance { get; } = new();
    }

    protected override void PreStart()
    {
        // Akka's scheduler thread sends this message and mostly runs the check too; without stragglers that only reads each worker's timer.
        _checks = Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(
            CheckInterval, CheckInterval, Self, CheckDeadlines.Instance, ActorRefs.NoSender);
        ReportWaiting();
    }

    protected override void PostStop()
    {
        _checks?.Cancel();
        _settings.OnFailed(new CoordinatorStoppedException());
    }

    protected override bool AroundReceive(Receive receive, object message)
    {
        try
        {
            Observe(message);
            return base.AroundReceive(receive, message);
        }
        catch (Exception error)
        {
            // Supervision stops this actor; the caller gets the exception.
            _settings.OnFailed(error);
            throw;
        }
    }

    /// <summary>Waits for as many admitted workers as the run needs to begin.</summary>
    private void WaitingForWorkers()
    {
        ReceiveMembership();
        Receive<CheckDeadlines>(_ => ConnectPeers());
    }

    /// <summary>Collects the gradients of one step, until every slice is answered and the step is taken.</summary>
    private void CollectingGradients()
    {
        _isCollecting = true;
        ReceiveMembership();
        ReceiveWork();
    }

    /// <summary>Collects the evaluation of the validation or test samples, until every slice is answered.</summary>
    private void Evaluating()
    {
        _isCollecting = false;
        ReceiveMembership();
        ReceiveWork();
    }

    /// <summary>The run is over; late answers are dropped.</summary>
    private void Finished() => ReceiveAny(_ => { });

    private void ReceiveWork()
    {
        Receive<GradientComputed>(answer =>
        {
            if (AcceptAnswer(answer.Round, answer.Slices, answer.ComputeTime, answer))
            {
                _loop.Add(answer.Result);
                _verification?.Add(_workers.NameOf(_actors.NumberOf(Sender)), answer.Result);
                _workers.RecordWork(_actors.NumberOf(Sender), _session.Plan.SamplesIn(_session.Step, answer.Slices), answer.ComputeTime);
            }

            Proceed();
        });
        Receive<ShareComputed>(share =>
        {
            var worker = _actors.NumberOf(Sender);
            var (status, assignments) = _scheduler.AcceptShare(
                share.Round, worker, share.Slices, share.Exchange, share.ComputeTime, Now);
            if (status == AnswerStatus.Accepted)
                _workers.RecordWork(worker, samples: 0, share.ComputeTime); // its samples count with the exchange
            Send(assignments);
            Proceed();
        });
        Receive<ShardSummed>(shard =>
        {
            Send(_scheduler.AcceptShard(_actors.NumberOf(Sender), shard.Exchange, Now));
            Proceed();
        });
        Receive<ExchangeFailed>(failed =>
        {
            Send(_scheduler.FailExchange(_actors.NumberOf(Sender), failed.Exchange, failed.MissingPeers, Now));
            Proceed();
        });
        Receive<SlicesEvaluated>(answer =>
        {
            if (AcceptAnswer(answer.Round, answer.Slices, default, answer))
                _loop.Add(answer);
            Proceed();
        });
        Receive<CheckDeadlines>(_ => Check());
    }

    /// <returns>Whether the answer counts.</returns>
    private bool AcceptAnswer(RoundId round, SliceRange slices, TimeSpan computeTime, object answer)
    {
        var worker = _actors.NumberOf(Sender);
        var (status, assignments) = _scheduler.Accept(round, worker, slices, computeTime, Now);
        Send(assignments);
        if (_verifier is null || status == AnswerStatus.Unrequested)
            return status == AnswerStatus.Accepted;
        var faulty = _verifier.Compare(round, slices, worker, _workers.NameOf(worker), answer);
        if (faulty.Count == 0)
            return status == AnswerStatus.Accepted;
        OnAnswersDiffer([.. faulty.Select(wrong => wrong.Name)]);
        return false;
    }

    /// <summary>Starts the next round when this one is complete.</summary>
    private void Proceed()
    {
        if (_isOver)
            return;
        TakeCompletedExchange();
        if (!_scheduler.IsComplete || !IsExchangeCorrect())
            return;
        try
        {
            StartRound(_loop.Complete());
        }
        catch (TrainingDivergedException diverged)
        {
            Fail(diverged);
        }
    }

    /// <summary>In an audited step the answers to an exchange's slices, which come next, are compared with its sums.</summary>
    private void TakeCompletedExchange()
    {
        if (_scheduler.TakeCompletedExchange() is not { } exchange)
            return;
        if (exchange.Hashes is not null)
        {
            _verification = new ExchangeVerification(exchange, [.. exchange.Plan.Workers.Select(_workers.NameOf)]);
            return;
        }

        _loop.Add(exchange.Sums);
        foreach (var member in exchange.Plan.Members)
            if (_actors.Has(member.Worker))
                _workers.RecordWork(member.Worker, _session.Plan.SamplesIn(_session.Step, member.Slices), TimeSpan.Zero);
    }

    /// <summary>Whether the exchange of this step, if it was audited, was correct; otherwise the run rewinds.</summary>
    private bool IsExchangeCorrect()
    {
        if (_verification is not { } verification)
            return true;
        _verification = null;
        if (verification.IsCorrect())
            return true;
        OnAnswersDiffer(verification.FaultyWorkers(
            slices => _verifier!.Compute(_scheduler.Parameters.Values, _session.Step, slices)));
        return false;
    }

    private void StartRound(RoundKind? next)
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
        var slices = _loop.Begin(kind);
        var round = new RoundId(_options.RunId, _loop.Incarnation, kind, _session.Step);
        Send(_scheduler.Begin(round, slices, _loop.Parameters, Now));
    }

    private void End()
    {
        _isOver = true;
        Become(Finished);
        _settings.OnFinished(_loop.Result());
    }

    private void Fail(Exception error)
    {
        _isOver = true;
        Become(Finished);
        _settings.OnFailed(error);
    }

    /// <summary>Sends assignments of the current round.</summary>
    private void Send(Assignment[] assignments)
    {
        if (_scheduler.TakeAbandonedExchange() is { } abandoned)
        {
            foreach (var member in abandoned.Plan.Members)
                if (_actors.Has(member.Worker))
                    Tell(member.Worker, new AbandonExchange(_scheduler.Id, abandoned.Number));
        }

        foreach (var assignment in assignments)
        {
            var (worker, slices, isRedundant) = assignment;
            if (isRedundant)
                _verifier?.Track(_scheduler.Id, slices, _scheduler.Parameters.Values, _scheduler.IsOutstanding);
            Tell(worker, _scheduler.Id.Kind == RoundKind.Gradient
                ? new ComputeGradient(_scheduler.Id, slices, _scheduler.Parameters.Values) { Exchange = assignment.Exchange }
                : new EvaluateSlices(_scheduler.Id, slices, _scheduler.Parameters.Values));
        }
    }

    private void Tell(int worker, object message)
    {
        _onMessage?.Invoke(_workers.NameOf(worker), true, message);
        _actors[worker].Tell(message);
    }

    private void Observe(object message)
    {
        if (_onMessage is not { } onMessage || message is Terminated)
            return;
        if (message is RegisterWorker register)
            onMessage(register.Worker, false, message);
        else if (_actors.NumberOf(Sender) is >= 0 and var worker)
            onMessage(_workers.NameOf(worker), false, message);
    }
}
