using ActorNet.Learning.Gradients;
using ActorNet.Learning.Optimizers;
using ActorNet.Protocol;

namespace ActorNet.Coordination.Scheduling;

/// <summary>A worker as the <see cref="SliceScheduler"/> sees it: its speed and its outstanding requests.</summary>
internal sealed class WorkerState(int number)
{
    private readonly List<Request> _open = [];

    /// <summary>
    /// A request; its round may be over. <c>Nodes</c> counts the tree nodes of its answer; <c>Parameters</c> are retained until the answer;
    /// <c>Exchange</c> is the number of the exchange that the worker takes part in, and 0 if it answers with the whole gradient.
    /// </summary>
    public readonly record struct Request(RoundId Round, SliceRange Slices, int Nodes, ParameterSnapshot Parameters, long Exchange);

    public int Number { get; } = number;

    public WorkerSpeed Speed { get; } = new();

    /// <summary>Outstanding requests, in the order in which the worker answers them.</summary>
    public IReadOnlyList<Request> Open => _open;

    public bool IsIdle => _open.Count == 0;

    /// <summary>Whether it has yet to compute its share of an exchange.</summary>
    public bool IsInExchange => _open.Count > 0 && _open[0].Exchange != 0;

    /// <summary>Whether one of its answers has been compared with another worker's.</summary>
    public bool IsAudited { get; set; }

    /// <summary>When it began with the first outstanding request.</summary>
    public TimeSpan BusySince { get; private set; }

    public void AddRequest(in Request request, TimeSpan now)
    {
        if (IsIdle)
            BusySince = now;
        _open.Add(request);
    }

    /// <summary>
    /// Removes a request, releases its parameters, and records how long it took; <paramref name="computing"/> is used for gradients only.
    /// </summary>
    /// <returns>False if there is no such request.</returns>
    public bool CompleteRequest(in RoundId round, SliceRange slices, TimeSpan computing, TimeSpan now, long exchange = 0)
    {
        var index = IndexOf(round, slices, exchange);
        if (index < 0)
            return false;
        if (round.Kind == RoundKind.Gradient)
            Speed.RecordGradient(slices.Count, _open[index].Nodes, now - BusySince, computing);
        else
            Speed.RecordEvaluation(slices.Count, now - BusySince);
        Remove(index, now);
        return true;
    }

    /// <summary>Removes the request of an exchange in which the worker could not compute, and releases its parameters.</summary>
    public void CancelRequest(long exchange, TimeSpan now)
    {
        var index = _open.FindIndex(request => request.Exchange == exchange);
        if (index >= 0)
            Remove(index, now);
    }

    /// <summary>Whether it is to answer with the whole gradient of these slices.</summary>
    public bool HasOutstanding(in RoundId round, SliceRange slices) => IndexOf(round, slices, exchange: 0) >= 0;

    /// <summary>Expected time for the first outstanding request; null without timing history.</summary>
    public TimeSpan? Expected() => Speed.Expected(_open[0].Round.Kind, _open[0].Slices.Count, _open[0].Nodes);

    /// <summary>Discards the time so far: the coordinator itself was paused.</summary>
    public void RestartTimer(TimeSpan now) => BusySince = now;

    private int IndexOf(in RoundId round, SliceRange slices, long exchange)
    {
        for (var i = 0; i < _open.Count; i++)
            if (_open[i].Slices == slices && _open[i].Round == round && _open[i].Exchange == exchange)
                return i;
        return -1;
    }

    private void Remove(int index, TimeSpan now)
    {
        _open[index].Parameters.Release();
        _open.RemoveAt(index);
        BusySince = now;
    }
}
