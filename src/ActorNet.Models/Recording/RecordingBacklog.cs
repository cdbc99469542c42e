using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Models.Recording;

/// <summary>
/// Records that are not yet written: all events in order, the newest checkpoint, and the best epoch's checkpoint. Thread-safe.
/// </summary>
/// <remarks>
/// During a disk outage it grows slowly: an epoch has about 50 events of a few hundred bytes (16 KB of text with one worker),
/// and at most two checkpoints are held. A disk can stay full for thousands of epochs before memory matters.
/// </remarks>
/// <param name="bestStepOf">Returns the last step of a state's best epoch, if any.</param>
internal sealed class RecordingBacklog(Func<TrainingState, long?> bestStepOf)
{
    /// <summary>The maximum batch of events: bounds the work of a failing attempt, however large the backlog.</summary>
    private const int MaxEvents = 1000;

    private readonly Lock _gate = new();
    private readonly List<TrainingEvent> _events = [];
    private readonly List<TrainingState> _checkpoints = [];
    private long? _voidFrom;

    /// <summary>The step from which written checkpoints are void, since the run was rewound to it; null if none are.</summary>
    public long? VoidFrom
    {
        get
        {
            lock (_gate)
                return _voidFrom;
        }
    }

    /// <summary>Adds an event; a rewind discards the pending checkpoints.</summary>
    public void Add(TrainingEvent trainingEvent)
    {
        lock (_gate)
        {
            _events.Add(trainingEvent);
            if (trainingEvent is not TrainingRewound rewound)
                return;
            _checkpoints.Clear();
            _voidFrom = Math.Min(_voidFrom ?? long.MaxValue, rewound.ToStep);
        }
    }

    /// <summary>Adds a checkpoint, which replaces the pending ones except the best epoch's.</summary>
    public void Add(TrainingState state)
    {
        var best = bestStepOf(state);
        lock (_gate)
        {
            _checkpoints.RemoveAll(pending => pending.Step != best || pending.Step == state.Step);
            _checkpoints.Add(state);
        }
    }

    /// <summary>
    /// The next batch to write: the oldest events, where a rewind can only be the first; if there are none, the oldest
    /// checkpoint; otherwise null. So each event is written before the checkpoints added after it.
    /// </summary>
    public (IReadOnlyList<TrainingEvent> Events, TrainingState? Checkpoint)? Next()
    {
        lock (_gate)
        {
            if (_events.Count == 0)
                return _checkpoints.Count == 0 ? null : ([], _checkpoints[0]);
            var max = Math.Min(MaxEvents, _events.Count);
            var rewound = _events.FindIndex(1, max - 1, trainingEvent => trainingEvent is TrainingRewound);
            return (_events.GetRange(0, rewound < 0 ? max : rewound), null);
        }
    }

    /// <summary>Removes the events that <see cref="Next"/> returned, after they are written.</summary>
    public void Remove(IReadOnlyList<TrainingEvent> written)
    {
        lock (_gate)
            _events.RemoveRange(0, written.Count);
    }

    /// <summary>Void checkpoints are removed, unless the run was rewound further since.</summary>
    public void RemoveVoid(long from)
    {
        lock (_gate)
            _voidFrom = _voidFrom == from ? null : _voidFrom;
    }

    /// <summary>Removes a written checkpoint, unless it has been replaced.</summary>
    public void Remove(TrainingState written)
    {
        lock (_gate)
            _checkpoints.RemoveAll(pending => ReferenceEquals(pending, written));
    }

    public (int Events, IReadOnlyList<long> Checkpoints) Count()
    {
        lock (_gate)
            return (_events.Count, [.. _checkpoints.Select(pending => pending.Step)]);
    }
}
