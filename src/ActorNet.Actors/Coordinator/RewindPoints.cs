namespace ActorNet.Actors.Coordinator;

/// <summary>
/// For each worker the state from before its first contribution: where a run has to go back to when the worker turns out to be faulty.
/// Workers that joined at the same step share one.
/// </summary>
internal sealed class RewindPoints
{
    private readonly Dictionary<int, RewindPoint> _points = [];

    /// <summary>How many states are kept.</summary>
    public int StateCount => _points.Values.Distinct(ReferenceEqualityComparer.Instance).Count();

    /// <summary>A worker joins where the run is now.</summary>
    public void Add(int worker, TrainingCourse course) => _points[worker] =
        _points.Values.FirstOrDefault(point => point.State.Step == course.Step && point.IsEvaluationDue == course.IsEvaluationDue)
        ?? course.Mark();

    /// <summary>The point before any contribution of these workers.</summary>
    public RewindPoint Before(IEnumerable<int> workers) =>
        workers.Select(worker => _points[worker]).Aggregate((one, other) => other.IsBefore(one) ? other : one);

    /// <summary>The run has gone back to a point: whoever joined later has contributed nothing since then.</summary>
    public void RewoundTo(RewindPoint point)
    {
        foreach (var worker in _points.Keys.ToList())
            if (point.IsBefore(_points[worker]))
                _points[worker] = point;
    }

    /// <summary>Forgets all workers but those that are needed.</summary>
    public void Trim(Func<int, bool> isNeeded)
    {
        foreach (var worker in _points.Keys.ToList())
            if (!isNeeded(worker))
                _points.Remove(worker);
    }
}
