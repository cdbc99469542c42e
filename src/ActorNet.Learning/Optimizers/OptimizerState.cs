namespace ActorNet.Learning.Optimizers;

/// <summary>What a step updates: the parameters, and state vectors of the same layout.</summary>
internal sealed record OptimizerState(ParameterSnapshot Snapshot, float[][] State)
{
    public static OptimizerState Zeros(int parameterCount, int stateCount) =>
        new(new ParameterSnapshot(new float[parameterCount]), [.. Enumerable.Range(0, stateCount).Select(_ => new float[parameterCount])]);

    public float[] Parameters => Snapshot.Values;

    public Span<float> ParametersAt(int start, int count) => Parameters.AsSpan(start, count);

    /// <summary>Part of a state vector; empty for one that the optimizer does not have.</summary>
    public Span<float> StateAt(int index, int start, int count) => index < State.Length ? State[index].AsSpan(start, count) : [];
}
