namespace ActorNet.Learning.Numerics;

/// <summary>A function of two numbers, written once for every vector width.</summary>
internal interface IPairFunction
{
    /// <summary>The function of every lane of <paramref name="x"/> and <paramref name="y"/>.</summary>
    static abstract T Invoke<T>(T x, T y) where T : struct, IVector<T>;
}
