using ActorNet.Learning.Training;
using ActorNet.Protocol;

namespace ActorNet.Models.Recording;

/// <summary>
/// What is handed in to be recorded and not written yet: all events in order, and of the checkpoints the newest and that of the best
/// epoch. Any thread may use it.
/// </summary>
/// <remarks>
/// Where nothing can be written it grows, but slowly: an epoch has some 50 events of a few hundred bytes, 16 KB of text with one worker, and
/// the checkpoints never become more than two. So a disk may stay full for thousands of epochs before it matters.
/// </remarks>
/// <param name="bestStepOf">The step that ended the best epoch a state knows of, if any.</param>
internal sealed class RecordingBacklog(Func<TrainingState, long?> bestStepOf)
{
    /// <summary>Events in a piece of work: so a try that fails costs the same however many wait.</summary>
    private const int MaxEvents = 1000;

    private readonly Lock _gate = new();
    private readonly List<TrainingEvent> _events = [];
    private readonly List<TrainingState> _checkpoints = [];

    /// <summary>Adds an event; one that says that the run went back makes the checkpoints void that wait.</summary>
    public void Add(TrainingEvent trainingEvent)
    {
        lock (_gate)
        {
            _events.Add(trainingEvent);
            if (trainingEvent is TrainingRewound)
                _checkpoints.Clear();
        }
    }

    /// <summary>Adds a checkpoint, which replaces those that wait but the best epoch's.</summary>
    public void Add(TrainingState state)
    {
        var best = bestStepOf(state);
        lock (_gate)
        {
            _checkpoints.RemoveAll(waiting => waiting.Step != best || waiting.Step == state.Step);
            _checkpoints.Add(state);
        }
    }

    /// <summary>
    /// What is to be written next: the oldest events, at most one that says that the run went back, and that first; or, where none wait, the
    /// oldest checkpoint; or null. So every event is written before the checkpoints that were added after it.
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

    /// <summary>Takes out the events that <see cref="Next"/> gave: they are written.</summary>
    public void Remove(IReadOnlyList<TrainingEvent> written)
    {
        lock (_gate)
            _events.RemoveRange(0, written.Count);
    }

    /// <summary>Takes out a checkpoint, if it has not been replaced meanwhile: it is written.</summary>
    public void Remove(TrainingState written)
    {
        lock (_gate)
            _checkpoints.RemoveAll(waiting => ReferenceEquals(waiting, written));
    }

    /// <summary>How many events wait, and the steps of the checkpoints that do.</summary>
    public (int Events, IReadOnlyList<long> Checkpoints) Count()
    {
        lock (_gate)
            return (_events.Count, [.. _checkpoints.Select(waiting => waiting.Step)]);
    }
}
