using ActorNet.Protocol;

namespace ActorNet.Coordination.Scheduling;

/// <summary>The times of a worker's share of a step.</summary>
/// <param name="PerNode">Seconds to transfer one parameter-sized vector to or from the worker.</param>
/// <param name="PerSlice">Seconds to compute a slice.</param>
internal readonly record struct WorkerTimes(double PerNode, double PerSlice)
{
    /// <summary>
    /// Seconds for slices answered with the sums of this many tree nodes; the request transfers one more vector, the parameters.
    /// </summary>
    public double Of(int slices, int nodes) => PerNode * (1 + nodes) + PerSlice * slices;
}

/// <summary>A worker's speed, estimated from its answers.</summary>
internal sealed class WorkerSpeed
{
    private RunningAverage _perNode;
    private RunningAverage _perSlice;
    private RunningAverage _perEvaluatedSlice;

    /// <summary>Null before the first gradient.</summary>
    public WorkerTimes? Gradient => _perSlice.IsKnown ? new WorkerTimes(_perNode.Value, _perSlice.Value) : null;

    /// <summary>
    /// Records a gradient of <paramref name="slices"/> slices, whose answer carried <paramref name="nodes"/> tree nodes.
    /// <paramref name="elapsed"/> is the time from request to answer, <paramref name="computing"/> the compute time within it.
    /// </summary>
    public void RecordGradient(int slices, int nodes, TimeSpan elapsed, TimeSpan computing)
    {
        _perSlice.Add(computing.TotalSeconds / slices);
        _perNode.Add((elapsed - computing).TotalSeconds / (1 + nodes));
    }

    public void RecordEvaluation(int slices, TimeSpan elapsed) => _perEvaluatedSlice.Add(elapsed.TotalSeconds / slices);

    /// <summary>Expected time for these slices; null without timing history.</summary>
    public TimeSpan? Expected(RoundKind kind, int slices, int nodes)
    {
        if (kind == RoundKind.Gradient)
            return Gradient is { } times ? TimeSpan.FromSeconds(times.Of(slices, nodes)) : null;
        return _perEvaluatedSlice.IsKnown ? TimeSpan.FromSeconds(_perEvaluatedSlice.Value * slices) : null;
    }
}
