using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Tests.Numerics;

internal readonly struct ExpFunction : IUnaryFunction
{
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Exp(x);
}

internal readonly struct LogFunction : IUnaryFunction
{
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Log(x);
}

internal readonly struct Log1pFunction : IUnaryFunction
{
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Log1p(x);
}

internal readonly struct SigmoidFunction : IUnaryFunction
{
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Sigmoid(x);
}

internal readonly struct TanhFunction : IUnaryFunction
{
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Tanh(x);
}

internal readonly struct SoftplusFunction : IUnaryFunction
{
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Softplus(x);
}
