using ActorNet.Learning.Training;
using ActorNet.Models.Runs;
using ActorNet.Protocol;

namespace ActorNet.Actors.Recording;

/// <summary>
/// Writes a run's events and checkpoints to its directory on a thread of its own: training never waits for a disk. Events are
/// written all and in order, each before any checkpoint that was handed in after it; of checkpoints that wait, only the newest.
/// It holds the directory's lock until it is disposed of.
/// </summary>
public sealed class RunRecorder : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _work = new(initialState: false);
    private readonly RunDirectory _run;
    private readonly IDisposable _runLock;
    private readonly MetricsFile _metrics;
    private readonly Action<Exception>? _onFailure;
    private readonly Thread _thread;

    private List<TrainingEvent> _events = [];
    private TrainingState? _checkpoint;
    private bool _completing;
    private Exception? _failure;

    /// <summary>Locks the directory, opens its metrics and starts the thread.</summary>
    /// <param name="run">The directory to write to.</param>
    /// <param name="resumeFrom">The state the run goes on from; null for a new run.</param>
    /// <param name="onFailure">Told once, on the recorder's thread, when the disk fails; nothing is written after that.</param>
    /// <exception cref="Learning.InvalidInputException">Another process writes to the directory.</exception>
    /// <exception cref="IOException">The metrics cannot be read or written.</exception>
    public RunRecorder(RunDirectory run, TrainingState? resumeFrom = null, Action<Exception>? onFailure = null)
    {
        _run = run;
        _onFailure = onFailure;
        _runLock = run.Lock();
        try
        {
            _metrics = MetricsFile.Open(run, resumeFrom?.Step ?? 0);
        }
        catch
        {
            _runLock.Dispose();
            throw;
        }

        _thread = new Thread(Work) { IsBackground = true, Name = "run recorder" };
        _thread.Start();
    }

    /// <summary>The epochs that were done before the state the run goes on from, in order.</summary>
    public IReadOnlyList<EpochCompleted> EarlierEpochs => _metrics.EarlierEpochs;

    /// <summary>
    /// Adds an event to the metrics. Where the run goes back, what the directory holds of later steps and epochs is removed. Returns at once.
    /// </summary>
    public void Record(TrainingEvent trainingEvent) => Submit(() =>
    {
        _events.Add(trainingEvent);
        if (trainingEvent is TrainingRewound)
            _checkpoint = null;
    });

    /// <summary>Keeps a state as a checkpoint. Returns at once; the state must not be written to any more.</summary>
    public void Checkpoint(TrainingState state) => Submit(() => _checkpoint = state);

    /// <summary>Waits until everything is written, and ends the thread.</summary>
    /// <exception cref="IOException">Something could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Something could not be written.</exception>
    public void Complete()
    {
        Submit(() => _completing = true);
        _thread.Join();
        if (_failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
    }

    /// <summary>Ends the thread after what is handed in, closes the metrics and gives the lock back.</summary>
    public void Dispose()
    {
        Submit(() => _completing = true);
        _thread.Join();
        _metrics.Dispose();
        _runLock.Dispose();
        _work.Dispose();
    }

    private void Submit(Action change)
    {
        lock (_gate)
            change();
        _work.Set();
    }

    private void Work()
    {
        var events = new List<TrainingEvent>();
        while (true)
        {
            _work.WaitOne();
            TrainingState? checkpoint;
            bool completing;
            lock (_gate)
            {
                // Taken together, so that the events before a checkpoint are written before it.
                (events, _events) = (_events, events);
                (checkpoint, _checkpoint) = (_checkpoint, null);
                completing = _completing;
            }

            Write(events, checkpoint);
            events.Clear();
            if (completing)
                return;
        }
    }

    private void Write(TrainingEvent trainingEvent)
    {
        if (trainingEvent is TrainingRewound rewound)
        {
            _metrics.Rewind(rewound);
            _run.Checkpoints.RemoveFrom(rewound.ToStep);
        }

        _metrics.Add(trainingEvent);
    }

    private void Write(List<TrainingEvent> events, TrainingState? checkpoint)
    {
        if (_failure is not null)
            return;
        try
        {
            foreach (var trainingEvent in events)
                Write(trainingEvent);
            _metrics.Flush();
            if (checkpoint is not null)
                _run.Checkpoints.Write(checkpoint);
        }
        catch (Exception fault)
        {
            _failure = fault;
            _onFailure?.Invoke(fault);
        }
    }
}
