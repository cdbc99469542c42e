namespace ActorNet.Learning.Networks;

/// <summary>Consecutive parameters, by their place in <see cref="ParameterLayout"/>.</summary>
internal readonly record struct ParameterRange(int Start, int Length)
{
    public int End => Start + Length;
}
