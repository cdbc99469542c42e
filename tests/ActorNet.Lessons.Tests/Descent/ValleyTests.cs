using ActorNet.Learning.Optimizers;
using ActorNet.Lessons.Descent;

namespace ActorNet.Lessons.Tests.Descent;

public class ValleyTests
{
    [Fact]
    public void Surface_is_the_quadratic_that_the_lesson_states()
    {
        var (meanSquare, mean) = Valley.Hessian;
        Assert.Equal(1.16, meanSquare, 1e-6);
        Assert.Equal(1, mean, 1e-6);
        foreach (var (w, b) in new[] { (-1.5f, 2f), (0f, 0f), (2f, -0.5f) })
        {
            var (ew, eb) = (w - Valley.Bottom[0], b - Valley.Bottom[1]);
            Assert.Equal(0.5 * (meanSquare * ew * ew + 2 * mean * ew * eb + eb * eb), Valley.CostAt([w, b]), 1e-6);
        }

        var (across, along) = Valley.Curvatures;
        Assert.Equal(meanSquare + 1, across + along, 1e-9); // the trace
        Assert.Equal(meanSquare - mean * mean, across * along, 1e-6); // the determinant
        Assert.InRange(across / along, 27, 28);
    }

    [Fact]
    public void Contours_are_lines_of_equal_cost() => Assert.All(
        Valley.Contour(0.3, 24), point => Assert.Equal(0.3, Valley.CostAt([(float)point.W, (float)point.B]), 1e-5));

    [Fact]
    public void Learning_rate_is_too_low_right_or_too_high()
    {
        var ends = DescentLesson.Rates
            .Select(rate => Valley.CostAt(Valley.Descend(new OptimizerSpec(OptimizerKind.Sgd, rate.Rate), 20)[^1])).ToList();
        Assert.InRange(ends[0], 0.1, 0.9); // not there yet
        Assert.True(ends[1] < 0.1 * ends[0]);
        Assert.True(ends[2] > 10 * Valley.CostAt(Valley.Start)); // diverges
        Assert.True(DescentLesson.Rates[1].Rate < 2 / Valley.Curvatures.Across);
        Assert.True(DescentLesson.Rates[2].Rate > 2 / Valley.Curvatures.Across);
    }

    /// <summary>V := μV − αg, W := W + V, and Nesterov's W := W + μV − αg, for the first two steps, by hand.</summary>
    [Fact]
    public void First_steps_of_momentum_and_Nesterov_are_their_formulas()
    {
        var momentum = Valley.Descend(DescentLesson.Optimizers[1].Spec, 2);
        var nesterov = Valley.Descend(DescentLesson.Optimizers[2].Spec, 2);
        var g0 = Slope(Valley.Start);
        var v1 = Array.ConvertAll(g0, g => -0.3f * g);
        var g1 = Slope(momentum[1]);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(Valley.Start[i] + v1[i], momentum[1][i], 1e-5f);
            Assert.Equal(momentum[1][i] + 0.8f * v1[i] - 0.3f * g1[i], momentum[2][i], 1e-5f);
            Assert.Equal(Valley.Start[i] + 0.8f * v1[i] - 0.3f * g0[i], nesterov[1][i], 1e-5f);
        }
    }

    [Fact]
    public void Optimizers_converge_in_the_order_that_the_lesson_shows()
    {
        var steps = DescentLesson.Optimizers.ToDictionary(
            optimizer => optimizer.Name,
            optimizer => DescentLesson.StepsUntil(Valley.Descend(optimizer.Spec, 60), 0.001) ?? int.MaxValue);
        Assert.Equal(
            ["Nesterov", "momentum", "gradient descent", "Adam", "AdaGrad"], steps.OrderBy(pair => pair.Value).Select(pair => pair.Key));
        Assert.All(steps.Values, count => Assert.InRange(count, 1, 60));
    }

    [Fact]
    public void Annealing_converges_where_a_constant_rate_does_not()
    {
        var ends = DescentLesson.Schedules
            .Select(schedule => Valley.DescendWithNoise(schedule, 0.4f, 60).TakeLast(10).Average(Valley.CostAt)).ToList();
        Assert.All(ends.Skip(1), end => Assert.True(end < 0.3 * ends[0], $"{end} against {ends[0]}"));
        Assert.True(ends[3] < 0.001 * ends[0]);
    }

    private static float[] Slope(float[] at)
    {
        var (ew, eb) = (at[0] - Valley.Bottom[0], at[1] - Valley.Bottom[1]);
        return [1.16f * ew + eb, ew + eb];
    }
}
