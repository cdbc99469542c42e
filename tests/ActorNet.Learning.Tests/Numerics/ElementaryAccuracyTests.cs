using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Tests.Numerics;

/// <summary>The error bounds stated in <see cref="Elementary"/>, against double precision.</summary>
public class ElementaryAccuracyTests
{
    [Fact]
    public void Exp_is_within_its_bound_at_every_magnitude() => AssertWithin(0.88, Elementary.Exp, Math.Exp);

    [Fact]
    public void Log_is_within_its_bound_at_every_magnitude() => AssertWithin(0.91, Elementary.Log, Math.Log);

    [Fact]
    public void Log1p_is_within_its_bound_from_0_to_1() =>
        AssertWithin(0.91, Elementary.Log1p, Log1p, x => x is >= 0f and <= 1f);

    [Fact]
    public void Sigmoid_is_within_its_bound_at_every_magnitude() => AssertWithin(1.61, Elementary.Sigmoid, Sigmoid);

    [Fact]
    public void Softplus_is_within_its_bound_at_every_magnitude() => AssertWithin(1.71, Elementary.Softplus, Softplus);

    [Fact]
    public void Tanh_is_within_its_bound_at_every_magnitude() => AssertWithin(1.08, Elementary.Tanh, Math.Tanh);

    private static double Sigmoid(double x)
    {
        var e = Math.Exp(-Math.Abs(x));
        return (x >= 0 ? 1 : e) / (1 + e);
    }

    private static double Softplus(double x) => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x)));

    /// <summary>log(1 + x), corrected for the rounding of 1 + x (Kahan).</summary>
    private static double Log1p(double x)
    {
        var y = 1 + x;
        return y == 1 ? x : Math.Log(y) * x / (y - 1);
    }

    private static void AssertWithin(double bound, Func<float, float> function, Func<double, double> exact, Predicate<float>? domain = null)
    {
        var worst = -1.0;
        var worstInput = 0f;
        foreach (var x in FloatWalk.Numbers())
        {
            if (domain is not null && !domain(x))
                continue;
            var error = Ulp.Error(function(x), exact(x));
            if (error <= worst)
                continue;
            worst = error;
            worstInput = x;
        }

        Assert.True(
            worst >= 0 && worst <= bound,
            $"{worst:F4} ulp at x = {FloatWalk.Describe(worstInput)}: {FloatWalk.Describe(function(worstInput))}, "
            + $"exact {exact(worstInput):R}; the bound is {bound}");
    }
}
