using ActorNet.Learning.Optimizers;

namespace ActorNet.Learning.Reference;

/// <summary>Every optimizer's formula for one parameter, rounded as docs/law.md states: the oracle of the update kernel.</summary>
internal static class ReferenceOptimizer
{
    /// <summary>Replaces the parameter w and its state by their next values.</summary>
    /// <param name="spec">The optimizer's constants.</param>
    /// <param name="g">The gradient: the tree's root divided by the sample count, plus λ·w by fused multiply-add for a weight.</param>
    /// <param name="rate">α of this step.</param>
    /// <param name="step">t, counted from 1.</param>
    /// <param name="w">The parameter.</param>
    /// <param name="s0">The first state value, if the optimizer has one.</param>
    /// <param name="s1">The second state value, if the optimizer has two.</param>
    public static void Apply(OptimizerSpec spec, float g, float rate, long step, ref float w, ref float s0, ref float s1)
    {
        switch (spec.Kind)
        {
            case OptimizerKind.Sgd:
                w = MathF.FusedMultiplyAdd(-rate, g, w);
                break;
            case OptimizerKind.Momentum:
                s0 = MathF.FusedMultiplyAdd(spec.Momentum, s0, -rate * g);
                w += s0;
                break;
            case OptimizerKind.Nesterov:
                s0 = MathF.FusedMultiplyAdd(spec.Momentum, s0, -rate * g);
                w += MathF.FusedMultiplyAdd(spec.Momentum, s0, -rate * g);
                break;
            case OptimizerKind.Adagrad:
                s0 = MathF.FusedMultiplyAdd(g, g, s0);
                w -= rate * g / (MathF.Sqrt(s0) + spec.Epsilon);
                break;
            default:
                s0 = MathF.FusedMultiplyAdd(spec.Beta1, s0, (1f - spec.Beta1) * g);
                s1 = MathF.FusedMultiplyAdd(spec.Beta2, s1, (1f - spec.Beta2) * (g * g));
                var mean = s0 / (float)(1.0 - Power(spec.Beta1, step));
                var root = MathF.Sqrt(s1 / (float)(1.0 - Power(spec.Beta2, step))) + spec.Epsilon;
                w -= rate * mean / root;
                break;
        }
    }

    private static double Power(double x, long exponent)
    {
        var power = 1.0;
        for (long i = 0; i < exponent; i++)
            power *= x;
        return power;
    }
}
