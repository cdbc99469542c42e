using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Optimizers;

/// <summary>The constants of one step, the same for every parameter.</summary>
/// <param name="SampleCount">n: the gradient is the sum over the minibatch divided by n.</param>
/// <param name="LearningRate">α of this step.</param>
/// <param name="L2">λ for weights, 0 for biases.</param>
/// <param name="Momentum">μ.</param>
/// <param name="Beta1">β₁.</param>
/// <param name="Beta2">β₂.</param>
/// <param name="Correction1">1 - β₁^t, t counted from 1.</param>
/// <param name="Correction2">1 - β₂^t.</param>
/// <param name="Epsilon">ε.</param>
internal readonly record struct UpdateConstants(
    float SampleCount, float LearningRate, float L2, float Momentum, float Beta1, float Beta2, float Correction1, float Correction2,
    float Epsilon);

/// <summary>The spans of one update, all of the same length; a state that the optimizer does not have is empty.</summary>
internal readonly ref struct UpdateSpans
{
    /// <summary>The gradient sum, less <see cref="RightGradientSum"/>.</summary>
    public required ReadOnlySpan<float> GradientSum { get; init; }

    /// <summary>Added to <see cref="GradientSum"/>; may be empty.</summary>
    public ReadOnlySpan<float> RightGradientSum { get; init; }

    public required ReadOnlySpan<float> Parameters { get; init; }
    public required Span<float> NextParameters { get; init; }
    public ReadOnlySpan<float> State0 { get; init; }
    public Span<float> NextState0 { get; init; }
    public ReadOnlySpan<float> State1 { get; init; }
    public Span<float> NextState1 { get; init; }
}

/// <summary>One pass over parameters, gradient and state that computes the next parameters and state.</summary>
internal static class UpdateKernel<TVector> where TVector : struct, IVector<TVector>
{
    /// <summary>
    /// Computes g = (GradientSum + RightGradientSum) / n (+ λ·w), the next state and the next parameters, in the order of operations that
    /// the rule's formula states. Does not work in place.
    /// </summary>
    /// <returns>Whether every new number is finite.</returns>
    public static bool Run(OptimizerKind kind, in UpdateConstants constants, in UpdateSpans spans) => kind switch
    {
        OptimizerKind.Sgd => Run<SgdRule>(constants, spans),
        OptimizerKind.Momentum => Run<MomentumRule>(constants, spans),
        OptimizerKind.Nesterov => Run<NesterovRule>(constants, spans),
        OptimizerKind.Adagrad => Run<AdagradRule>(constants, spans),
        _ => Run<AdamRule>(constants, spans),
    };

    private static bool Run<TRule>(in UpdateConstants constants, in UpdateSpans spans) where TRule : struct, IUpdateRule
    {
        var length = spans.Parameters.Length;
        var whole = length - length % TVector.Count;
        var isFinite = UpdateRange<TVector, TRule>(constants, spans, 0, whole);
        return UpdateRange<Simd1, TRule>(constants, spans, whole, length) && isFinite;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool UpdateRange<T, TRule>(in UpdateConstants constants, in UpdateSpans spans, int start, int end)
        where T : struct, IVector<T>
        where TRule : struct, IUpdateRule
    {
        ref var gradient = ref MemoryMarshal.GetReference(spans.GradientSum);
        ref var rightGradient = ref MemoryMarshal.GetReference(spans.RightGradientSum);
        var hasRight = !spans.RightGradientSum.IsEmpty;
        ref var parameters = ref MemoryMarshal.GetReference(spans.Parameters);
        ref var next = ref MemoryMarshal.GetReference(spans.NextParameters);
        ref var state0 = ref MemoryMarshal.GetReference(spans.State0);
        ref var state1 = ref MemoryMarshal.GetReference(spans.State1);
        ref var next0 = ref MemoryMarshal.GetReference(spans.NextState0);
        ref var next1 = ref MemoryMarshal.GetReference(spans.NextState1);
        var sampleCount = T.Broadcast(constants.SampleCount);
        var l2 = T.Broadcast(constants.L2);

        // 0·x + check stays 0 as long as every x is finite, and becomes NaN for good otherwise.
        var check = T.Broadcast(0f);
        for (nint i = start; i < end; i += T.Count)
        {
            var w = T.Load(ref Unsafe.Add(ref parameters, i));
            var g = T.Load(ref Unsafe.Add(ref gradient, i));
            if (hasRight)
                g += T.Load(ref Unsafe.Add(ref rightGradient, i));
            g /= sampleCount;
            if (constants.L2 != 0f)
                g = T.FusedMultiplyAdd(l2, w, g);
            var s0 = TRule.StateCount > 0 ? T.Load(ref Unsafe.Add(ref state0, i)) : default;
            var s1 = TRule.StateCount > 1 ? T.Load(ref Unsafe.Add(ref state1, i)) : default;
            TRule.Apply(constants, g, ref w, ref s0, ref s1);
            T.Store(w, ref Unsafe.Add(ref next, i));
            check = T.FusedMultiplyAdd(T.Broadcast(0f), w, check);
            if (TRule.StateCount > 0)
            {
                T.Store(s0, ref Unsafe.Add(ref next0, i));
                check = T.FusedMultiplyAdd(T.Broadcast(0f), s0, check);
            }

            if (TRule.StateCount > 1)
            {
                T.Store(s1, ref Unsafe.Add(ref next1, i));
                check = T.FusedMultiplyAdd(T.Broadcast(0f), s1, check);
            }
        }

        Span<float> lanes = stackalloc float[T.Count];
        T.Store(check, ref MemoryMarshal.GetReference(lanes));
        foreach (var lane in lanes)
            if (lane != 0f)
                return false;
        return true;
    }
}
