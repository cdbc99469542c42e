namespace ActorNet.Learning.Numerics;

/// <summary>A binary function written once for every vector width.</summary>
internal interface IBinaryFunction
{
    static abstract T Invoke<T>(T x, T y) where T : struct, IVector<T>;
}
