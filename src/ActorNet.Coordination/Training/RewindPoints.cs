namespace ActorNet.Coordination.Training;

/// <summary>
/// For each worker name, the state before its first contribution: the run rewinds to it if the worker proves faulty. A point outlives its
/// worker, which may come back and be found faulty then. Only a few states are kept; a worker whose own state is dropped gets an earlier
/// one.
/// </summary>
internal sealed class RewindPoints
{
    /// <summary>Maximum number of states kept; each is as large as a checkpoint.</summary>
    public const int MaxStates = 4;

    private readonly Dictionary<string, RewindPoint> _points = new(StringComparer.Ordinal);

    /// <summary>The kept states, earliest first.</summary>
    public IReadOnlyList<RewindPoint> States =>
    [
        .. _points.Values.Distinct(ReferenceEqualityComparer.Instance).Cast<RewindPoint>()
            .Order(Comparer<RewindPoint>.Create((one, other) => one.IsBefore(other) ? -1 : other.IsBefore(one) ? 1 : 0)),
    ];

    /// <summary>Records a worker that joins now; a known one keeps its point.</summary>
    public void Add(string worker, TrainingLoop loop)
    {
        if (_points.ContainsKey(worker))
            return;
        _points[worker] = _points.Values.FirstOrDefault(
            point => point.State.Step == loop.Step && point.IsEvaluationDue == loop.IsEvaluationDue) ?? loop.CreateRewindPoint();
        if (States is { Count: > MaxStates } states)
            Merge(states);
    }

    /// <summary>The point before any contribution of these workers.</summary>
    public RewindPoint Before(IEnumerable<string> workers) =>
        workers.Select(worker => _points[worker]).Aggregate((one, other) => other.IsBefore(one) ? other : one);

    /// <summary>The run was rewound to <paramref name="point"/>: contributions of workers that joined later are undone.</summary>
    public void RecordRewind(RewindPoint point) => Replace(point.IsBefore, point);

    /// <summary>Drops the state with the fewest steps since the one before it.</summary>
    private void Merge(IReadOnlyList<RewindPoint> states)
    {
        var (earlier, later) = states.Zip(states.Skip(1)).MinBy(pair => pair.Second.State.Step - pair.First.State.Step);
        Replace(point => ReferenceEquals(point, later), earlier);
    }

    private void Replace(Predicate<RewindPoint> isReplaced, RewindPoint replacement)
    {
        foreach (var worker in _points.Keys.ToList())
            if (isReplaced(_points[worker]))
                _points[worker] = replacement;
    }
}
