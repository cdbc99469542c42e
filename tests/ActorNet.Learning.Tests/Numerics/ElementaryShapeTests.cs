using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Tests.Numerics;

/// <summary>The shape of each function's graph: symmetry, tails, bounds and monotonicity, over the whole range of floats.</summary>
public class ElementaryShapeTests
{
    private static readonly float[] Ascending = FloatWalk.Numbers().Order().ToArray();

    [Fact]
    public void No_function_decreases_by_more_than_two_ulp()
    {
        AssertIncreasing(Elementary.Exp, Ascending);
        AssertIncreasing(Elementary.Log, Ascending.Where(x => x > 0f));
        AssertIncreasing(Elementary.Log1p, Ascending.Where(x => x is >= 0f and <= 1f));
        AssertIncreasing(Elementary.Sigmoid, Ascending);
        AssertIncreasing(Elementary.Softplus, Ascending);
        AssertIncreasing(Elementary.Tanh, Ascending);
    }

    [Fact]
    public void Tanh_is_odd_to_the_last_bit()
    {
        foreach (var x in Ascending)
            AssertBits(-Elementary.Tanh(x), Elementary.Tanh(-x), x);
    }

    [Fact]
    public void Tanh_stays_within_1_and_below_its_argument()
    {
        foreach (var x in Ascending.Where(x => x >= 0f))
            AssertHolds(Elementary.Tanh(x) is >= 0f and <= 1f && Elementary.Tanh(x) <= x, x);
    }

    [Fact]
    public void Sigmoid_stays_within_0_and_1_and_is_e_to_the_x_in_the_left_tail()
    {
        foreach (var x in Ascending)
        {
            AssertHolds(Elementary.Sigmoid(x) is >= 0f and <= 1f, x);
            if (x < -20f)
                AssertBits(Elementary.Exp(x), Elementary.Sigmoid(x), x);
        }
    }

    [Fact]
    public void Sigmoid_of_minus_x_is_1_less_sigmoid_of_x_to_the_last_bit_of_1()
    {
        foreach (var x in Ascending)
            AssertHolds(Math.Abs((double)Elementary.Sigmoid(x) + Elementary.Sigmoid(-x) - 1) < 1.2e-7, x);
    }

    [Fact]
    public void Softplus_is_above_the_ramp_and_equals_it_in_the_right_tail()
    {
        foreach (var x in Ascending)
        {
            AssertHolds(Elementary.Softplus(x) >= Math.Max(x, 0f), x);
            if (x > 17f)
                AssertBits(x, Elementary.Softplus(x), x);
        }
    }

    [Fact]
    public void Limits_at_infinity_are_exact()
    {
        const float infinity = float.PositiveInfinity;
        Assert.Equal((0f, infinity), (Elementary.Exp(-infinity), Elementary.Exp(infinity)));
        Assert.Equal((-infinity, infinity), (Elementary.Log(0f), Elementary.Log(infinity)));
        Assert.Equal((0f, 1f), (Elementary.Sigmoid(-infinity), Elementary.Sigmoid(infinity)));
        Assert.Equal((0f, infinity), (Elementary.Softplus(-infinity), Elementary.Softplus(infinity)));
        Assert.Equal((-1f, 1f), (Elementary.Tanh(-infinity), Elementary.Tanh(infinity)));
    }

    private static void AssertIncreasing(Func<float, float> function, IEnumerable<float> ascending)
    {
        var previous = float.NegativeInfinity;
        foreach (var x in ascending)
        {
            var y = function(x);
            AssertHolds(y >= MathF.BitDecrement(MathF.BitDecrement(previous)), x);
            previous = y;
        }
    }

    private static void AssertHolds(bool claim, float x)
    {
        if (!claim)
            Assert.Fail($"not at {FloatWalk.Describe(x)}");
    }

    private static void AssertBits(float expected, float actual, float x)
    {
        if (BitConverter.SingleToUInt32Bits(expected) != BitConverter.SingleToUInt32Bits(actual))
            Assert.Fail($"at {FloatWalk.Describe(x)}: {FloatWalk.Describe(actual)}, not {FloatWalk.Describe(expected)}");
    }
}
