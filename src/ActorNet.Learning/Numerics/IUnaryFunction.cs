namespace ActorNet.Learning.Numerics;

/// <summary>A unary function written once for every vector width; <see cref="Elementwise"/> applies it to spans.</summary>
internal interface IUnaryFunction
{
    /// <summary>Each lane of the result depends on that lane of <paramref name="x"/> alone.</summary>
    static abstract T Invoke<T>(T x) where T : struct, IVector<T>;
}
