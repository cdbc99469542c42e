using System.Runtime.ExceptionServices;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Models.Recording;

/// <summary>
/// Writes a run's events and checkpoints to its directory on a dedicated thread, so that training never waits for a disk.
/// All events are written, in order, each before any checkpoint added after it; of the pending checkpoints, only the newest
/// and the best epoch's. A full or failing disk is reported, and writes are retried: events with each new event, checkpoints
/// with the next checkpoint, everything every <see cref="RetryInterval"/>. Holds the directory's lock until disposed.
/// </summary>
internal sealed class RunRecorder : IDisposable
{
    /// <summary>The maximum time between attempts while a write fails.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    // Never disposed: a disposed timer may still be about to set it.
    private readonly AutoResetEvent _workAvailable = new(initialState: false);
    private readonly RunDirectory _run;
    private readonly RecorderOptions _options;
    private readonly IDisposable _runLock;
    private readonly MetricsFile _metrics;
    private readonly RecordingBacklog _backlog;
    private readonly WriteFailureReporter _failureReporter;
    private readonly ITimer _retryTimer;
    private readonly Thread _thread;

    private bool _isCheckpointDue;
    private volatile bool _completing;
    private Exception? _failure;

    /// <summary>Locks the directory, opens its metrics and starts the thread.</summary>
    /// <exception cref="InvalidInputException">Another process holds the directory's lock.</exception>
    /// <exception cref="IOException">The metrics cannot be read or written.</exception>
    public RunRecorder(RunDirectory run, TrainingState? resumeFrom = null, RecorderOptions? options = null)
    {
        _run = run;
        _options = options ?? new RecorderOptions();
        _backlog = new RecordingBacklog(state => run.Checkpoints.BestStepOf(state));
        _failureReporter = new WriteFailureReporter(_options.FormatPath(run.Path), _options.OnDiskStatus ?? (_ => { }));
        _runLock = _options.RunLock ?? run.Lock();
        try
        {
            _metrics = MetricsFile.Open(run, resumeFrom?.Step ?? 0);
        }
        catch
        {
            _runLock.Dispose();
            throw;
        }

        _retryTimer = _options.Time.CreateTimer(_ => RequestFullWrite(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _thread = new Thread(RunWriterThread) { IsBackground = true, Name = "run recorder" };
        _thread.Start();
    }

    /// <summary>The epochs completed before the resumed state, in order.</summary>
    public IReadOnlyList<EpochCompleted> EarlierEpochs => _metrics.EarlierEpochs;

    /// <summary>Queues an event for the metrics. A rewind also removes events and checkpoints of later steps. Does not block.</summary>
    public void Record(TrainingEvent trainingEvent)
    {
        _backlog.Add(trainingEvent);
        _workAvailable.Set();
    }

    /// <summary>Queues a checkpoint. Does not block; the caller must not modify the state afterwards.</summary>
    public void Checkpoint(TrainingState state)
    {
        _backlog.Add(state);
        RequestFullWrite();
    }

    /// <summary>Makes a last attempt to write everything and ends the thread. Throws errors that are not the disk's.</summary>
    /// <returns>The number of lines missing from the metrics, the steps of the missing checkpoints, and the error of the last attempt; null
    /// if everything is written.</returns>
    public (int Events, IReadOnlyList<long> Checkpoints, Exception Reason)? Complete()
    {
        Stop();
        if (_failure is not null)
            ExceptionDispatchInfo.Throw(_failure);
        var (events, checkpoints) = _backlog.Count();
        return _failureReporter.Reason is { } reason ? (events, checkpoints, reason) : null;
    }

    /// <summary>Makes a last attempt to write everything, ends the thread and releases the lock.</summary>
    public void Dispose()
    {
        Stop();
        _retryTimer.Dispose();
        _runLock.Dispose();
    }

    private void Stop()
    {
        _completing = true;
        RequestFullWrite();
        _thread.Join();
    }

    private void RequestFullWrite()
    {
        Volatile.Write(ref _isCheckpointDue, true);
        _workAvailable.Set();
    }

    private void RunWriterThread()
    {
        try
        {
            bool completing;
            do
            {
                _workAvailable.WaitOne();
                completing = _completing;
                WriteBacklog(withCheckpoints: Interlocked.Exchange(ref _isCheckpointDue, false) || completing);
            }
            while (!completing);
        }
        catch (Exception fault)
        {
            _failure = fault;
            _options.OnFailure?.Invoke(fault);
        }
    }

    /// <summary>Writes the backlog until it is empty or the disk fails.</summary>
    /// <param name="withCheckpoints">Whether to write checkpoints too. Checkpoints are large and events frequent: an event must not trigger
    /// another attempt to fill the disk with a checkpoint.</param>
    private void WriteBacklog(bool withCheckpoints)
    {
        while (TryRemoveVoid())
        {
            if (_backlog.Next() is not var (events, checkpoint))
            {
                _failureReporter.ReportRecovery();
                return;
            }

            if (checkpoint is null ? !TryWrite(events) : !withCheckpoints || !TryWrite(checkpoint))
                return;
        }
    }

    /// <summary>
    /// Removes checkpoints that a rewind has made void, before all that waits: if the process ends before the disk takes that, a restart must
    /// not find them.
    /// </summary>
    private bool TryRemoveVoid()
    {
        if (_backlog.VoidFrom is not { } step)
            return true;
        try
        {
            _run.Checkpoints.RemoveFrom(step);
        }
        catch (Exception fault) when (WriteFailureReporter.IsDiskFault(fault))
        {
            ScheduleRetry("Checkpoint", _run.Checkpoints.PathOf(step), fault);
            return false;
        }

        _backlog.RemoveVoid(step);
        return true;
    }

    private bool TryWrite(IReadOnlyList<TrainingEvent> events)
    {
        try
        {
            // Idempotent: a retry finds nothing to remove.
            if (events[0] is TrainingRewound rewound)
                _metrics.Rewind(rewound);

            _metrics.Append(events);
        }
        catch (Exception fault) when (WriteFailureReporter.IsDiskFault(fault))
        {
            ScheduleRetry("Metrics file", _run.MetricsPath, fault);
            return false;
        }

        _backlog.Remove(events);
        return true;
    }

    private bool TryWrite(TrainingState checkpoint)
    {
        try
        {
            _run.Checkpoints.Write(checkpoint, _options.KeptCheckpoints);
        }
        catch (Exception fault) when (WriteFailureReporter.IsDiskFault(fault))
        {
            ScheduleRetry("Checkpoint", _run.Checkpoints.PathOf(checkpoint.Step), fault);
            return false;
        }

        _backlog.Remove(checkpoint);
        _options.OnCheckpoint?.Invoke(checkpoint);
        return true;
    }

    private void ScheduleRetry(string kind, string path, Exception reason)
    {
        _retryTimer.Change(RetryInterval, Timeout.InfiniteTimeSpan);
        _failureReporter.ReportFailure(kind, _options.FormatPath(path), reason);
    }
}
