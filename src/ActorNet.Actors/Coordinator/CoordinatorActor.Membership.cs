using ActorNet.Learning;
using System.Globalization;
using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Training;
using ActorNet.Coordination.Verification;
using ActorNet.Protocol;
using Akka.Actor;

namespace ActorNet.Actors.Coordinator;

/// <summary>Who takes part: joining, leaving, being lost, dropped or expelled.</summary>
internal sealed partial class CoordinatorActor
{
    /// <summary>Workers without which the run neither begins nor goes on.</summary>
    private int NeededWorkers => _hasStarted ? 1 : _settings.Cluster?.MinWorkers ?? _options.Workers;

    private string State =>
        !_hasStarted || _workers.ReadyCount == 0 ? "waiting-for-workers" : _isCollecting ? "training" : "evaluating";

    private void ReceiveMembership()
    {
        Receive<RegisterWorker>(Register);
        Receive<WorkerReady>(ready => ready.RunId == _options.RunId, OnReady);
        Receive<CanaryComputed>(proof => proof.RunId == _options.RunId, OnProved);
        Receive<WorkerLeaving>(leaving => Lose(_actors.NumberOf(Sender), leaving.Reason));
        Receive<SlicesFailed>(failed => Lose(_actors.NumberOf(Sender), failed.Error.Message, failed.Error));
        Receive<WorkerFailed>(failed => Lose(_actors.NumberOf(Sender), failed.Error.Message, failed.Error));
        Receive<Terminated>(gone => Lose(_actors.NumberOf(gone.ActorRef), "it stopped"));
        Receive<GetRunStatus>(_ => Sender.Tell(_report.Status(State, _round.Counters)));
        Receive<StopTraining>(_ =>
        {
            _course.IsStopRequested = true;
            EndIfTooFewAreThere();
        });
    }

    private void Register(RegisterWorker register)
    {
        if (_actors.NumberOf(Sender) is >= 0 and var known)
        {
            Tell(known, new WorkerAccepted(_options.RunId, _workers.IncarnationOf(known)));
            return;
        }

        if (_settings.Cluster is not null)
            _referee ??= new AnswerVerifier(_settings.Spec, _settings.Dataset);
        if (_referee?.IsExpelled(register.Worker) == true)
        {
            Sender.Tell(new WorkerRefused(_options.RunId, "its arithmetic is wrong"));
            return;
        }

        // Whoever comes back under the name of a worker is that worker, started again: the old one is gone.
        Lose(_workers.NumberOf(register.Worker), "it came back as a new worker");
        _actors.Add(Sender, _workers.Add(register.Worker, _course.Incarnation));
        Context.Watch(Sender);
        Tell(_actors.NumberOf(Sender), new WorkerAccepted(_options.RunId, _course.Incarnation));
    }

    private void OnReady(WorkerReady ready)
    {
        var worker = _actors.NumberOf(Sender);
        if (worker < 0 || ready.Incarnation != _workers.IncarnationOf(worker))
            return;
        if (_referee is null)
            Admit(worker);
        else
            Tell(worker, new ComputeCanary(_options.RunId));
    }

    private void OnProved(CanaryComputed proof)
    {
        var worker = _actors.NumberOf(Sender);
        if (worker < 0 || _referee is null)
            return;
        if (_referee.IsCanaryCorrect(proof))
        {
            Admit(worker);
            return;
        }

        _referee.Expel(_workers.NameOf(worker));
        Sender.Tell(new WorkerRefused(_options.RunId, "its arithmetic is wrong"));
        Lose(worker, "its arithmetic is wrong: it has computed another gradient of a slice than the coordinator");
    }

    private void Admit(int worker)
    {
        if (!_workers.SetReady(worker))
            return;
        _report.WorkerJoined(worker);
        if (_referee is not null)
            _rewindPoints.Add(_workers.NameOf(worker), _course);
        if (_isCollecting)
            _report.Clock.Resume();
        _round.Join(worker, Now);
        Send();
        ReportWaiting();
        if (_hasStarted || _workers.ReadyCount < NeededWorkers)
            return;
        _hasStarted = true;
        _report.Started();
        GoOn(_course.Next());
    }

    private void Check()
    {
        _round.Check(Now, _hung);
        Proceed();
        foreach (var (worker, waited) in _hung)
            Lose(worker, string.Create(CultureInfo.InvariantCulture, $"no answer for {waited.TotalSeconds:F1} s"));
    }

    /// <summary>
    /// Gives a lost worker's slices to the others; they will compute the same bits. Where no others can come, a run cannot begin without
    /// every worker it was asked to have, nor go on without any.
    /// </summary>
    private void Lose(int worker, string reason, Exception? cause = null)
    {
        if (worker < 0 || _isOver)
            return;
        var (actor, name) = (_actors[worker], _workers.NameOf(worker));
        reason = reason.TrimEnd('.');
        _report.WorkerLeft(worker, reason);
        var wasReady = _workers.Remove(worker);
        _actors.Remove(worker);
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
            Fail(new TrainingFailedException($"The run has lost its last worker: {reason}.", cause));
            return;
        }

        if (wasReady)
            ReportWaiting();
        EndIfTooFewAreThere();
        if (_isOver)
            return;
        _round.Leave(worker, Now);
        Proceed();
    }

    /// <summary>Expels those whose answers were wrong, and goes back to before their first contribution.</summary>
    private void OnAnswersDiffer(IReadOnlyList<AnswerRecord> faulty)
    {
        var point = _rewindPoints.Before(faulty.Select(witness => witness.Name));
        var names = string.Join(" and ", faulty.Select(witness => $"'{witness.Name}'"));
        _round.Abandon();
        _referee!.ForgetAnswers();
        var next = _course.Rewind(point, $"worker {names} computed wrongly");
        _rewindPoints.RewoundTo(point);
        foreach (var witness in faulty)
        {
            _referee.Expel(witness.Name);
            Lose(_workers.NumberOf(witness.Name), "its arithmetic is wrong: it has computed other numbers than the coordinator");
        }

        if (!_isOver)
            GoOn(next);
    }

    private void ReportWaiting()
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
}
