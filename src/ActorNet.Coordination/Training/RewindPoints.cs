namespace ActorNet.Coordination.Training;

/// <summary>
/// For each worker, by its name, the state from before its first contribution: where a run has to go back to when the worker turns out to be
/// faulty. It stays when the worker leaves, since it may come back, and be found out then. Few states are kept; a worker whose own is not
/// has an earlier one.
/// </summary>
internal sealed class RewindPoints
{
    /// <summary>The most states that are kept: each is as large as a checkpoint.</summary>
    public const int MaxStates = 4;

    private readonly Dictionary<string, RewindPoint> _points = new(StringComparer.Ordinal);

    /// <summary>The states that are kept, the earliest first.</summary>
    public IReadOnlyList<RewindPoint> States =>
        [.. _points.Values.Distinct(ReferenceEqualityComparer.Instance).Cast<RewindPoint>().Order(Comparer<RewindPoint>.Create((one, other) => one.IsBefore(other) ? -1 : other.IsBefore(one) ? 1 : 0))];

    /// <summary>A worker joins where the run is now, for the first time or again.</summary>
    public void Add(string worker, TrainingLoop course)
    {
        if (_points.ContainsKey(worker))
            return;
        _points[worker] = _points.Values.FirstOrDefault(point => point.State.Step == course.Step && point.IsEvaluationDue == course.IsEvaluationDue)
            ?? course.Mark();
        if (States is { Count: > MaxStates } states)
            Merge(states);
    }

    /// <summary>The point before any contribution of these workers.</summary>
    public RewindPoint Before(IEnumerable<string> workers) =>
        workers.Select(worker => _points[worker]).Aggregate((one, other) => other.IsBefore(one) ? other : one);

    /// <summary>The run has gone back to a point: whoever joined later has contributed nothing since then.</summary>
    public void RewoundTo(RewindPoint point) => Replace(point.IsBefore, point);

    /// <summary>Lets go of the state that lies the least number of steps behind the one before it.</summary>
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
