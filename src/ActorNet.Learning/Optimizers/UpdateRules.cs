using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Optimizers;

/// <summary>An optimizer's formula for one parameter w with gradient g, written once for every vector width.</summary>
internal interface IUpdateRule
{
    /// <summary>State values per parameter, 0 to 2.</summary>
    static abstract int StateCount { get; }

    /// <summary>Replaces w and the state by their next values.</summary>
    static abstract void Apply<T>(in UpdateConstants constants, T g, ref T w, ref T s0, ref T s1) where T : struct, IVector<T>;
}

/// <summary>w := w - α·g, fused.</summary>
internal readonly struct SgdRule : IUpdateRule
{
    public static int StateCount => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<T>(in UpdateConstants constants, T g, ref T w, ref T s0, ref T s1) where T : struct, IVector<T> =>
        w = T.FusedMultiplyAdd(T.Broadcast(-constants.LearningRate), g, w);
}

/// <summary>v := μ·v + (-α·g), the sum fused over μ·v; w := w + v.</summary>
internal readonly struct MomentumRule : IUpdateRule
{
    public static int StateCount => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<T>(in UpdateConstants constants, T g, ref T w, ref T v, ref T s1) where T : struct, IVector<T>
    {
        v = T.FusedMultiplyAdd(T.Broadcast(constants.Momentum), v, T.Broadcast(-constants.LearningRate) * g);
        w += v;
    }
}

/// <summary>v := μ·v + (-α·g) as in momentum; w := w + (μ·v + (-α·g)), the inner sum fused over μ·v.</summary>
internal readonly struct NesterovRule : IUpdateRule
{
    public static int StateCount => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<T>(in UpdateConstants constants, T g, ref T w, ref T v, ref T s1) where T : struct, IVector<T>
    {
        var momentum = T.Broadcast(constants.Momentum);
        var step = T.Broadcast(-constants.LearningRate) * g;
        v = T.FusedMultiplyAdd(momentum, v, step);
        w += T.FusedMultiplyAdd(momentum, v, step);
    }
}

/// <summary>s := s + g·g, fused; w := w - (α·g) / (√s + ε).</summary>
internal readonly struct AdagradRule : IUpdateRule
{
    public static int StateCount => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<T>(in UpdateConstants constants, T g, ref T w, ref T s, ref T s1) where T : struct, IVector<T>
    {
        s = T.FusedMultiplyAdd(g, g, s);
        w -= T.Broadcast(constants.LearningRate) * g / (T.Sqrt(s) + T.Broadcast(constants.Epsilon));
    }
}

/// <summary>
/// m := β₁·m + (1 - β₁)·g and v := β₂·v + (1 - β₂)·(g·g), each sum fused over the first product;
/// w := w - (α·(m / (1 - β₁^t))) / (√(v / (1 - β₂^t)) + ε).
/// </summary>
internal readonly struct AdamRule : IUpdateRule
{
    public static int StateCount => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<T>(in UpdateConstants constants, T g, ref T w, ref T m, ref T v) where T : struct, IVector<T>
    {
        m = T.FusedMultiplyAdd(T.Broadcast(constants.Beta1), m, T.Broadcast(1f - constants.Beta1) * g);
        v = T.FusedMultiplyAdd(T.Broadcast(constants.Beta2), v, T.Broadcast(1f - constants.Beta2) * (g * g));
        var root = T.Sqrt(v / T.Broadcast(constants.Correction2)) + T.Broadcast(constants.Epsilon);
        w -= T.Broadcast(constants.LearningRate) * (m / T.Broadcast(constants.Correction1)) / root;
    }
}
