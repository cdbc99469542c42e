using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Tests.Numerics;

internal readonly struct ExpFunction : IElementFunction
{
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Exp(x);
}

internal readonly struct LogFunction : IElementFunction
{
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Log(x);
}

internal readonly struct Log1pFunction : IElementFunction
{
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Log1p(x);
}

internal readonly struct SigmoidFunction : IElementFunction
{
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Sigmoid(x);
}

internal readonly struct TanhFunction : IElementFunction
{
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Tanh(x);
}

internal readonly struct SoftplusFunction : IElementFunction
{
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Softplus(x);
}
