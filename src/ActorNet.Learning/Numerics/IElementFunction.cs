namespace ActorNet.Learning.Numerics;

/// <summary>A function of one number, written once for every vector width: what <see cref="Elementwise"/> applies to spans.</summary>
internal interface IElementFunction
{
    /// <summary>The function of every lane of <paramref name="x"/>; a lane's result depends on that lane alone.</summary>
    static abstract T Invoke<T>(T x) where T : struct, IVector<T>;
}
