using ActorNet.Coordination.Scheduling;
using ActorNet.Learning.Networks;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Training;

/// <summary>Raises the run's events and builds its result.</summary>
internal sealed class ProgressReporter
{
    private readonly CoordinatorSettings _settings;
    private readonly TrainingSession _session;
    private readonly WorkerRoster _workers;
    private readonly TrainingClock _clock;
    private readonly List<EpochCompleted> _epochs = [];
    private readonly int _everySteps;
    private StepsCompleted? _lastSteps;
    private TimeSpan _lastReport;
    private TimeSpan _lastEpoch;
    private long _samples;
    private long _epochSamples;
    private long _totalSamples;

    public ProgressReporter(CoordinatorSettings settings, TrainingSession session, WorkerRoster workers)
    {
        _settings = settings;
        _session = session;
        _workers = workers;
        _clock = new TrainingClock(settings.Options.Time);
        _everySteps = settings.Options.ReportEverySteps ?? Math.Max(1, session.Plan.StepsPerEpoch / 50);
    }

    public TrainingClock Clock => _clock;

    public void ReportStarted()
    {
        var (spec, dataset) = (_settings.Spec, _settings.Dataset);
        Raise(new TrainingStarted(
            _settings.Options.RunId, spec.Network.Widths.ToString(), spec.Network.ParameterCount, _workers.AdmittedCount,
            _session.Plan.SampleCount, spec.ValidationSamples, dataset.Test.Count, spec.Epochs, _session.Plan.StepsPerEpoch));
        if (_session.Step == 0)
            ReportWeights();
    }

    public void ReportWeights()
    {
        var (prefixes, state) = _session.Hash();
        Raise(new WeightsHashed(_settings.Options.RunId, _session.Step, prefixes[^1], prefixes[..^1], state));
    }

    public void ReportWaitingForWorkers(int needed)
    {
        _clock.Pause();
        Raise(new WaitingForWorkers(_settings.Options.RunId, _workers.AdmittedCount, needed));
    }

    public void ReportWorkerJoined(int worker) => Raise(new WorkerJoined(_settings.Options.RunId, _workers.NameOf(worker)));

    public void ReportWorkerLeft(int worker, string reason) =>
        Raise(new WorkerLeft(_settings.Options.RunId, _workers.NameOf(worker), reason));

    /// <summary>The run's status, as of the last report.</summary>
    public RunStatus Status(string state, RoundCounters counters)
    {
        var (spec, plan, last) = (_settings.Spec, _session.Plan, _lastSteps);
        var samples = last?.Workers.Sum(worker => worker.Samples) ?? 0;
        var done = last?.Workers.ToDictionary(worker => worker.Worker) ?? [];
        var workers = _workers.AdmittedNames.Select(name =>
        {
            var progress = done.GetValueOrDefault(name);
            var share = samples > 0 && progress is not null ? (double)progress.Samples / samples : 0;
            return new WorkerStatus(name, share, share * (last?.SamplesPerSecond ?? 0), progress?.BusyFraction ?? 0);
        });
        return new RunStatus(
            _settings.Options.RunId, state, spec.Network.Widths.ToString(), Math.Min(plan.EpochOf(_session.Step), spec.Epochs), spec.Epochs,
            _session.Step, plan.TotalSteps, last?.Loss, last?.SamplesPerSecond ?? 0, [.. workers],
            new StatusCounters(counters.Stale, counters.Duplicate, counters.Reassigned, counters.Speculated)
            {
                Exchanged = counters.Exchanged, Abandoned = counters.Abandoned,
            });
    }

    /// <summary>The session has been rewound.</summary>
    public void ReportRewound(bool isEvaluationDue, string reason)
    {
        var epochsDone = (int)(_session.Step / _session.Plan.StepsPerEpoch) - (isEvaluationDue ? 1 : 0);
        _epochs.RemoveAll(epoch => epoch.Epoch > epochsDone);
        (_samples, _epochSamples) = (0, 0);
        (_lastReport, _lastEpoch) = (_clock.Elapsed, _clock.Elapsed);
        Raise(new TrainingRewound(_settings.Options.RunId, _session.Step, epochsDone, reason));
    }

    public void ReportStep(in StepOutcome step)
    {
        _samples += step.Samples;
        _epochSamples += step.Samples;
        _totalSamples += step.Samples;
        if (_session.Step % _everySteps != 0 && !_session.IsEpochEnd)
            return;

        var now = _clock.Elapsed;
        var interval = now - _lastReport;
        var stepInEpoch = _session.IsEpochEnd ? _session.Plan.StepsPerEpoch : _session.Plan.StepInEpoch(_session.Step);
        _lastSteps = new StepsCompleted(
            _settings.Options.RunId, _session.Epoch, _session.Step, stepInEpoch, _session.Plan.StepsPerEpoch, _session.TakeReportLoss(),
            step.LearningRate, PerSecond(_samples, interval), _workers.TakeProgress(interval));
        Raise(_lastSteps);
        (_samples, _lastReport) = (0, now);
    }

    public void ReportEpoch(Evaluation? validation, Evaluation test, bool isBest)
    {
        var now = _clock.Elapsed;
        var interval = now - _lastEpoch;
        var epoch = new EpochCompleted(
            _settings.Options.RunId, _session.Epoch, _session.Step, _session.EpochLoss, validation?.Loss, validation?.Accuracy,
            test.Loss, test.Accuracy, interval.TotalSeconds, PerSecond(_epochSamples, interval), isBest);
        (_lastEpoch, _epochSamples) = (now, 0);
        _epochs.Add(epoch);
        Raise(epoch);
    }

    public TrainingResult Finish(StopReason reason, Evaluation test)
    {
        var parameters = _session.FinalParameters.Values.ToArray();
        var hash = WeightsHash.Of(parameters);
        Raise(new TrainingCompleted(_settings.Options.RunId, reason, _session.Step, hash));
        return new TrainingResult(
            _settings.Spec, reason, _session.Step, parameters, hash, _epochs, _session.Best?.Epoch, test.Loss, test.Accuracy,
            _clock.Elapsed.TotalSeconds, PerSecond(_totalSamples, _clock.Elapsed))
        {
            Workers = _workers.MaxAdmitted,
        };
    }

    private void Raise(TrainingEvent trainingEvent) => _settings.OnEvent(trainingEvent);

    private static double PerSecond(long samples, TimeSpan time) => time > TimeSpan.Zero ? samples / time.TotalSeconds : 0;
}
