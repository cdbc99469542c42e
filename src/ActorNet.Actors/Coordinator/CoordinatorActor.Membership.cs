using System.Globalization;
using ActorNet.Coordination.Messages;
using ActorNet.Coordination.Training;
using ActorNet.Coordination.Verification;
using ActorNet.Learning;
using ActorNet.Learning.Training;
using ActorNet.Protocol;
using Akka.Actor;

namespace ActorNet.Actors.Coordinator;

/// <summary>Membership: workers that join, leave, are lost, dropped or expelled.</summary>
internal sealed partial class CoordinatorActor
{
    /// <summary>Admitted workers without which the run neither begins nor continues.</summary>
    private int NeededWorkers => _hasStarted ? 1 : _settings.Cluster?.MinWorkers ?? _options.WorkersFor(_settings.Spec);

    private string State =>
        !_hasStarted || _workers.AdmittedCount == 0 ? "waiting-for-workers" : _isCollecting ? "training" : "evaluating";

    private void ReceiveMembership()
    {
        Receive<RegisterWorker>(Register);
        Receive<WorkerReady>(ready => ready.RunId == _options.RunId, OnReady);
        Receive<CanaryComputed>(answer => answer.RunId == _options.RunId, OnCanaryComputed);
        ReceivePeerMessages();
        Receive<WorkerLost>(lost => Lose(_actors.NumberOf(Sender), lost.Exit));
        Receive<SlicesFailed>(failed => Lose(_actors.NumberOf(Sender), failed.Error));
        Receive<WorkerFailed>(failed => Lose(_actors.NumberOf(Sender), failed.Error));
        Receive<Terminated>(terminated => Lose(_actors.NumberOf(terminated.ActorRef), WorkerExitReason.ActorStopped));
        Receive<GetRunStatus>(_ => Sender.Tell(_reporter.Status(State, _scheduler.Counters)));
        Receive<StopTraining>(_ =>
        {
            _loop.IsStopRequested = true;
            FailIfStoppedWithoutWorkers();
        });
    }

    /// <summary>Links between worker processes: the coordinator passes tokens on, and hears what is connected.</summary>
    private void ReceivePeerMessages()
    {
        Receive<PeerExpected>(expected =>
        {
            var worker = _actors.NumberOf(Sender);
            if (_actors.Has(expected.Peer) && _exchanges?.Peers.IsConnecting(worker, expected.Peer) == true)
                Tell(expected.Peer, new ConnectPeer(
                    _options.RunId, expected.Incarnation, worker, _workers.PeerEndpointOf(worker), expected.Token));
        });
        Receive<PeerConnected>(connected => _exchanges?.Peers.RecordConnected(_actors.NumberOf(Sender), connected.Peer));
        Receive<PeerLost>(lost => _exchanges?.Peers.RecordLost(_actors.NumberOf(Sender), lost.Peer, Now));
    }

    /// <summary>Begins the connections between workers that are due.</summary>
    private void ConnectPeers()
    {
        if (_exchanges is null)
            return;
        foreach (var connection in _exchanges.Peers.TakeDue(Now))
            Tell(connection.To, new ExpectPeer(_options.RunId, _loop.Incarnation, connection.From));
    }

    private void Register(RegisterWorker register)
    {
        if (_actors.NumberOf(Sender) is >= 0 and var known)
        {
            Tell(known, new WorkerAccepted(_options.RunId, _workers.IncarnationOf(known)));
            return;
        }

        if (_settings.Cluster is not null)
            _verifier ??= new AnswerVerifier(
                _settings.Spec, _settings.Dataset, _settings.Kernels ?? new GradientComputer(_settings.Spec, _settings.Dataset.Train));
        if (_verifier?.IsExpelled(register.Worker) == true)
        {
            Sender.Tell(new EndWorker(WorkerExitReason.WrongResults));
            return;
        }

        // A worker that registers under a known name is that worker, restarted: the old one is gone.
        Lose(_workers.NumberOf(register.Worker), WorkerExitReason.Replaced);
        _actors.Add(Sender, _workers.Add(register.Worker, _loop.Incarnation));
        Context.Watch(Sender);
        Tell(_actors.NumberOf(Sender), new WorkerAccepted(_options.RunId, _loop.Incarnation));
    }

    private void OnReady(WorkerReady ready)
    {
        var worker = _actors.NumberOf(Sender);
        if (worker < 0 || ready.Incarnation != _workers.IncarnationOf(worker) || !_workers.TryAdvance(worker, WorkerStage.Ready))
            return;
        _workers.SetPeerEndpoint(worker, ready.PeerEndpoint);
        if (_verifier is null)
            Admit(worker);
        else
            Tell(worker, new ComputeCanary(_options.RunId));
    }

    private void OnCanaryComputed(CanaryComputed answer)
    {
        var worker = _actors.NumberOf(Sender);
        if (worker < 0 || _verifier is null || _workers.StageOf(worker) != WorkerStage.Ready)
            return;
        if (_verifier.IsCanaryCorrect(answer))
        {
            Admit(worker);
            return;
        }

        _verifier.Expel(_workers.NameOf(worker));
        Lose(worker, WorkerExitReason.WrongResults);
    }

    private void Admit(int worker)
    {
        _workers.TryAdvance(worker, WorkerStage.Admitted);
        Tell(worker, new WorkerAdmitted(_options.RunId, _workers.IncarnationOf(worker)));
        _reporter.ReportWorkerJoined(worker);
        if (_verifier is not null)
            _rewindPoints.Add(_workers.NameOf(worker), _loop);
        if (_isCollecting)
            _reporter.Clock.Resume();
        if (_exchanges is { IsEnabled: true } && _workers.PeerEndpointOf(worker).Length > 0)
            _exchanges.Peers.Add(worker, Now);
        ConnectPeers();
        Send(_scheduler.AddWorker(worker, Now));
        ReportWaiting();
        if (_hasStarted || _workers.AdmittedCount < NeededWorkers)
            return;
        _hasStarted = true;
        _reporter.ReportStarted();
        StartRound(_loop.Next());
    }

    private void Check()
    {
        ConnectPeers();
        var (assignments, timedOut) = _scheduler.CheckDeadlines(Now);
        Send(assignments);
        Proceed();
        foreach (var (worker, waited) in timedOut)
        {
            var seconds = string.Create(CultureInfo.InvariantCulture, $"{waited.TotalSeconds:F1} s");
            Lose(worker, new WorkerExit(WorkerExitReason.AnswerTimedOut, seconds));
        }
    }

    /// <summary>Another attempt may succeed, so the worker may join again.</summary>
    private void Lose(int worker, Exception error) => Lose(worker, new WorkerExit(WorkerExitReason.Fault, error.Message), error);

    /// <summary>
    /// Removes a worker and gives its slices to the others, which compute the same bits. Outside a cluster, a run fails if one of its
    /// workers cannot start or the last one is lost.
    /// </summary>
    private void Lose(int worker, WorkerExit exit, Exception? cause = null)
    {
        if (_isOver || !_actors.Has(worker))
            return; // it is lost already
        var name = _workers.NameOf(worker);
        var reason = exit.ToString();
        _reporter.ReportWorkerLeft(worker, reason);
        // Not Context.Stop: its system message would overtake the reason, which a proxy passes on.
        Tell(worker, new EndWorker(exit));
        Context.Unwatch(_actors[worker]);
        _actors.Remove(worker);
        var wasAdmitted = _workers.Remove(worker);
        _exchanges?.Peers.Remove(worker);
        if (_settings.Cluster is null && !_hasStarted)
        {
            Fail(new TrainingFailedException($"Worker '{name}' cannot start: {reason}.", cause));
            return;
        }

        if (_settings.Cluster is null && _workers.AdmittedCount == 0)
        {
            CheckpointBetweenSteps();
            Fail(new TrainingFailedException($"The run has lost its last worker: {reason}.", cause));
            return;
        }

        if (wasAdmitted)
            ReportWaiting();
        FailIfStoppedWithoutWorkers();
        if (_isOver)
            return;
        Send(_scheduler.RemoveWorker(worker, Now));
        Proceed();
    }

    /// <summary>Expels the workers with wrong answers and rewinds to before their first contribution.</summary>
    private void OnAnswersDiffer(IReadOnlyList<string> faulty)
    {
        var point = _rewindPoints.Before(faulty);
        var names = string.Join(" and ", faulty.Select(name => $"'{name}'"));
        _scheduler.Abandon();
        _verification = null;
        _verifier!.ForgetAnswers();
        var next = _loop.Rewind(point, $"worker {names} computed wrongly");
        _rewindPoints.RecordRewind(point);
        foreach (var name in faulty)
        {
            _verifier.Expel(name);
            Lose(_workers.NumberOf(name), WorkerExitReason.WrongResults);
        }

        if (!_isOver)
            StartRound(next);
    }

    /// <summary>A run that resumes takes the next step, so nothing is saved between an epoch's last step and the end of its evaluation.</summary>
    private void CheckpointBetweenSteps()
    {
        if (!_loop.IsEvaluationDue)
            _loop.Checkpoint();
    }

    private void ReportWaiting()
    {
        if (_settings.Cluster is not null && _workers.AdmittedCount < NeededWorkers)
            _reporter.ReportWaitingForWorkers(NeededWorkers);
    }

    /// <summary>A stop request takes effect after the current step; if that step would wait for workers, the run ends at once.</summary>
    private void FailIfStoppedWithoutWorkers()
    {
        if (_settings.Cluster is null || !_loop.IsStopRequested || _workers.AdmittedCount >= NeededWorkers)
            return;
        CheckpointBetweenSteps();
        Fail(new OperationCanceledException("The run was interrupted while it waited for workers."));
    }
}
