using System.Runtime.ExceptionServices;
using ActorNet.Learning;
using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Models.Recording;

/// <summary>
/// Writes a run's events and checkpoints to its directory on a thread of its own: training never waits for a disk. Events are
/// written all and in order, each before any checkpoint that was handed in after it; of checkpoints that wait, only the newest and the best
/// epoch's. Where the disk is full or fails the user is told, and it is tried again: events with each new one, a checkpoint with the next,
/// everything every <see cref="RetryInterval"/>. It holds the directory's lock until it is disposed of.
/// </summary>
internal sealed class RunRecorder : IDisposable
{
    /// <summary>How long nothing is tried at most while something could not be written.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    // Not disposed of: a timer that is may still be about to set it.
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
    /// <param name="run">The directory to write to.</param>
    /// <param name="resumeFrom">The state the run goes on from; null for a new run.</param>
    /// <param name="options">How it is kept.</param>
    /// <exception cref="InvalidInputException">Another process writes to the directory.</exception>
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

    /// <summary>The epochs that were done before the state the run goes on from, in order.</summary>
    public IReadOnlyList<EpochCompleted> EarlierEpochs => _metrics.EarlierEpochs;

    /// <summary>
    /// Adds an event to the metrics. Where the run goes back, what the directory holds of later steps and epochs is removed. Returns at once.
    /// </summary>
    public void Record(TrainingEvent trainingEvent)
    {
        _backlog.Add(trainingEvent);
        _workAvailable.Set();
    }

    /// <summary>Keeps a state as a checkpoint. Returns at once; the state must not be written to any more.</summary>
    public void Checkpoint(TrainingState state)
    {
        _backlog.Add(state);
        RequestFullWrite();
    }

    /// <summary>Waits until everything is written, or could not be in a last try, and ends the thread. Faults that are not the disk's are thrown.</summary>
    /// <returns>What could not be written; null where everything is.</returns>
    public UnwrittenRecords? Complete()
    {
        Stop();
        if (_failure is not null)
            ExceptionDispatchInfo.Throw(_failure);
        var (events, checkpoints) = _backlog.Count();
        return _failureReporter.Reason is { } reason ? new UnwrittenRecords(events, checkpoints, reason) : null;
    }

    /// <summary>Ends the thread after a try to write what is handed in, and gives the lock back.</summary>
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

    /// <summary>Writes what waits, until nothing does or the disk fails.</summary>
    /// <param name="withCheckpoints">
    /// Whether checkpoints are tried too. They may be large, and events are many: that there is one more of these is no reason to fill the
    /// disk with a checkpoint once more.
    /// </param>
    private void WriteBacklog(bool withCheckpoints)
    {
        while (_backlog.Next() is var (events, checkpoint))
        {
            if (checkpoint is null ? !TryWrite(events) : !withCheckpoints || !TryWrite(checkpoint))
                return;
        }

        _failureReporter.ReportRecovery();
    }

    private bool TryWrite(IReadOnlyList<TrainingEvent> events)
    {
        try
        {
            // As often as it takes: a second time it finds nothing to remove.
            if (events[0] is TrainingRewound rewound)
            {
                _metrics.Rewind(rewound);
                _run.Checkpoints.RemoveFrom(rewound.ToStep);
            }

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
