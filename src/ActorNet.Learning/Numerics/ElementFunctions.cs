using System.Runtime.CompilerServices;

namespace ActorNet.Learning.Numerics;

internal readonly struct ExpFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Exp(x);
}

internal readonly struct LogFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Log(x);
}

internal readonly struct SigmoidFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Sigmoid(x);
}

internal readonly struct TanhFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Tanh(x);
}

internal readonly struct SoftplusFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x) where T : struct, IVector<T> => Elementary.Softplus(x);
}

/// <summary>0 where 0 > x, else x: a NaN passes through, so that it is noticed.</summary>
internal readonly struct ReluFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x) where T : struct, IVector<T>
    {
        var zero = T.Broadcast(0f);
        return T.Select(T.GreaterThan(zero, x), zero, x);
    }
}

/// <summary>0 where 0 > x, else 1.</summary>
internal readonly struct HeavisideFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x) where T : struct, IVector<T>
    {
        var zero = T.Broadcast(0f);
        return T.Select(T.GreaterThan(zero, x), zero, T.Broadcast(1f));
    }
}

internal readonly struct IdentityFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x) where T : struct, IVector<T> => x;
}

/// <summary>delta·(a·(1 - a)).</summary>
internal readonly struct SigmoidDerivative : IPairFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T a, T delta) where T : struct, IVector<T> => delta * (a * (T.Broadcast(1f) - a));
}

/// <summary>delta·(1 - a·a).</summary>
internal readonly struct TanhDerivative : IPairFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T a, T delta) where T : struct, IVector<T> => delta * (T.Broadcast(1f) - a * a);
}

/// <summary>delta where a > 0, else 0.</summary>
internal readonly struct ReluDerivative : IPairFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T a, T delta) where T : struct, IVector<T>
    {
        var zero = T.Broadcast(0f);
        return T.Select(T.GreaterThan(a, zero), delta, zero);
    }
}

/// <summary>delta·σ(z).</summary>
internal readonly struct SoftplusDerivative : IPairFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T z, T delta) where T : struct, IVector<T> => delta * Elementary.Sigmoid(z);
}

internal readonly struct Sum : IPairFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x, T y) where T : struct, IVector<T> => x + y;
}

internal readonly struct Difference : IPairFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Invoke<T>(T x, T y) where T : struct, IVector<T> => x - y;
}
