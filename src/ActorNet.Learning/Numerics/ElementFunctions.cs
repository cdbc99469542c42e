namespace ActorNet.Learning.Numerics;

internal readonly struct ExpFunction : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Exp(x);
}

internal readonly struct LogFunction : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Log(x);
}

internal readonly struct SigmoidFunction : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Sigmoid(x);
}

internal readonly struct TanhFunction : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Tanh(x);
}

internal readonly struct SoftplusFunction : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Softplus(x);
}

/// <summary>0 where 0 > x, else x: a NaN passes through, so that it is noticed.</summary>
internal readonly struct ReluFunction : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x) where T : struct, IVector<T>
    {
        var zero = T.Broadcast(0f);
        return T.Select(T.GreaterThan(zero, x), zero, x);
    }
}

/// <summary>0 where 0 > x, else 1.</summary>
internal readonly struct HeavisideFunction : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x) where T : struct, IVector<T>
    {
        var zero = T.Broadcast(0f);
        return T.Select(T.GreaterThan(zero, x), zero, T.Broadcast(1f));
    }
}

internal readonly struct IdentityFunction : IUnaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x) where T : struct, IVector<T> => x;
}

/// <summary>delta·(a·(1 - a)).</summary>
internal readonly struct SigmoidDerivative : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T a, T delta) where T : struct, IVector<T> => delta * (a * (T.Broadcast(1f) - a));
}

/// <summary>delta·(1 - a·a).</summary>
internal readonly struct TanhDerivative : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T a, T delta) where T : struct, IVector<T> => delta * (T.Broadcast(1f) - a * a);
}

/// <summary>delta where a > 0, else 0.</summary>
internal readonly struct ReluDerivative : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T a, T delta) where T : struct, IVector<T>
    {
        var zero = T.Broadcast(0f);
        return T.Select(T.GreaterThan(a, zero), delta, zero);
    }
}

/// <summary>delta·σ(z).</summary>
internal readonly struct SoftplusDerivative : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T z, T delta) where T : struct, IVector<T> => delta * Elementary.Sigmoid(z);
}

internal readonly struct Sum : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x, T y) where T : struct, IVector<T> => x + y;
}

internal readonly struct Difference : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x, T y) where T : struct, IVector<T> => x - y;
}
