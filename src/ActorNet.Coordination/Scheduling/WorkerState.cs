using ActorNet.Learning.Gradients;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Scheduling;

/// <summary>A worker in the eyes of a <see cref="SliceScheduler"/>: how fast it is, and what it has been asked and not answered.</summary>
/// <param name="number">The worker's number.</param>
internal sealed class WorkerState(int number)
{
    private readonly List<Request> _open = [];

    /// <summary>Something the worker was asked.</summary>
    /// <param name="Round">The round it was for, which may be over.</param>
    /// <param name="Slices">The slices.</param>
    /// <param name="Nodes">The tree nodes that these make up.</param>
    public readonly record struct Request(RoundId Round, SliceRange Slices, int Nodes);

    /// <summary>The worker's number.</summary>
    public int Number { get; } = number;

    /// <summary>How fast it is.</summary>
    public WorkerSpeed Speed { get; } = new();

    /// <summary>What it has been asked and not answered, in the order it answers.</summary>
    public IReadOnlyList<Request> Open => _open;

    /// <summary>Whether it owes nothing.</summary>
    public bool IsIdle => _open.Count == 0;

    /// <summary>Whether one of its answers has been compared with another worker's.</summary>
    public bool IsAudited { get; set; }

    /// <summary>When it began with the first of what it owes.</summary>
    public TimeSpan BusySince { get; private set; }

    /// <summary>Takes note that it is asked.</summary>
    public void Ask(in Request request, TimeSpan now)
    {
        if (IsIdle)
            BusySince = now;
        _open.Add(request);
    }

    /// <summary>Takes note that it has answered, and learns from the time it took.</summary>
    /// <param name="round">The round the answer is for.</param>
    /// <param name="slices">The slices answered.</param>
    /// <param name="computing">The time spent computing, where that is known.</param>
    /// <param name="now">The time now.</param>
    /// <returns>Whether it had been asked.</returns>
    public bool Answer(in RoundId round, SliceRange slices, TimeSpan computing, TimeSpan now)
    {
        for (var i = 0; i < _open.Count; i++)
        {
            if (_open[i].Slices != slices || _open[i].Round != round)
                continue;
            if (round.Kind == RoundKind.Gradient)
                Speed.LearnGradient(slices.Count, _open[i].Nodes, now - BusySince, computing);
            else
                Speed.LearnEvaluation(slices.Count, now - BusySince);
            _open.RemoveAt(i);
            BusySince = now;
            return true;
        }

        return false;
    }

    /// <summary>Whether it has been asked for these slices and not answered.</summary>
    public bool Owes(in RoundId round, SliceRange slices)
    {
        foreach (var request in _open)
            if (request.Slices == slices && request.Round == round)
                return true;
        return false;
    }

    /// <summary>Whether it owes an answer for which it reads the same parameters as those of a round.</summary>
    public bool ReadsParametersOf(in RoundId round)
    {
        foreach (var request in _open)
            if (request.Round.Step == round.Step && request.Round.Incarnation == round.Incarnation)
                return true;
        return false;
    }

    /// <summary>The time expected for the first of what it owes; null where nothing is known.</summary>
    public TimeSpan? Expected() => Speed.Expected(_open[0].Round.Kind, _open[0].Slices.Count, _open[0].Nodes);

    /// <summary>Counts the time it takes from now on: before, the coordinator itself stood still.</summary>
    public void RestartTimer(TimeSpan now) => BusySince = now;
}
