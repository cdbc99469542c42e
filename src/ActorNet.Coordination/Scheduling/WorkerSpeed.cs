using ActorNet.Protocol;

namespace ActorNet.Coordination.Scheduling;

/// <summary>What a share of a step costs a worker.</summary>
/// <param name="PerNode">Seconds for each vector as long as the parameters that goes over to it or comes back from it.</param>
/// <param name="PerSlice">Seconds to compute a slice.</param>
internal readonly record struct WorkerTimes(double PerNode, double PerSlice)
{
    /// <summary>Seconds for slices that are answered with the sums of so many tree nodes; one more vector are the parameters.</summary>
    public double Of(int slices, int nodes) => PerNode * (1 + nodes) + PerSlice * slices;
}

/// <summary>How fast one worker is, learned from its answers.</summary>
internal sealed class WorkerSpeed
{
    private RunningAverage _perNode;
    private RunningAverage _perSlice;
    private RunningAverage _perEvaluatedSlice;

    /// <summary>What a gradient costs it; null as long as nothing is known.</summary>
    public WorkerTimes? Gradient => _perSlice.IsKnown ? new WorkerTimes(_perNode.Value, _perSlice.Value) : null;

    /// <summary>Takes note of a gradient.</summary>
    /// <param name="slices">How many slices it was.</param>
    /// <param name="nodes">How many tree nodes came back.</param>
    /// <param name="elapsed">The time from request to answer.</param>
    /// <param name="computing">The part of it that was spent computing.</param>
    public void LearnGradient(int slices, int nodes, TimeSpan elapsed, TimeSpan computing)
    {
        _perSlice.Add(computing.TotalSeconds / slices);
        _perNode.Add((elapsed - computing).TotalSeconds / (1 + nodes));
    }

    /// <summary>Takes note of an evaluation.</summary>
    public void LearnEvaluation(int slices, TimeSpan elapsed) => _perEvaluatedSlice.Add(elapsed.TotalSeconds / slices);

    /// <summary>The time it will need for slices that make up so many tree nodes; null as long as nothing is known.</summary>
    public TimeSpan? Expected(RoundKind kind, int slices, int nodes)
    {
        if (kind == RoundKind.Gradient)
            return Gradient is { } cost ? TimeSpan.FromSeconds(cost.Of(slices, nodes)) : null;
        return _perEvaluatedSlice.IsKnown ? TimeSpan.FromSeconds(_perEvaluatedSlice.Value * slices) : null;
    }
}
