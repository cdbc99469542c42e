using ActorNet.Learning.Samples;
using ActorNet.Lessons.Descent;

namespace ActorNet.Lessons.Tests.Descent;

public class LinearUnitTests
{
    [Fact]
    public void Closed_form_is_the_least_squares_line()
    {
        var line = LeastSquares.Of(SampleSet.FromValues([0, 1, 2], 1, [1, 3, 5], 1));
        Assert.Equal((2.0, 1.0), (line.W, line.B));
        var minimum = LeastSquares.Of(LinearUnit.Points);
        var min = LinearUnit.CostOf([(float)minimum.W, (float)minimum.B]);
        foreach (var (dw, db) in new[] { (0.01f, 0f), (-0.01f, 0f), (0f, 0.01f), (0f, -0.01f) })
            Assert.True(LinearUnit.CostOf([(float)minimum.W + dw, (float)minimum.B + db]) > min);
    }

    [Fact]
    public void Full_batch_descent_reaches_the_minimum_and_its_cost_never_rises()
    {
        var minimum = LeastSquares.Of(LinearUnit.Points);
        var epochs = LinearUnit.Train(LinearUnit.FullBatch);
        Assert.Equal(201, epochs.Count);
        Assert.Equal(minimum.W, epochs[^1].W, 1e-5);
        Assert.Equal(minimum.B, epochs[^1].B, 1e-5);
        Assert.All(epochs.Zip(epochs.Skip(1)).Take(50), pair => Assert.True(pair.Second.Cost < pair.First.Cost));
    }

    [Fact]
    public void Incremental_descent_reaches_the_same_minimum_and_is_faster_at_first()
    {
        var minimum = LeastSquares.Of(LinearUnit.Points);
        var (full, incremental) = (LinearUnit.Train(LinearUnit.FullBatch), LinearUnit.Train(LinearUnit.Incremental));
        Assert.Equal(minimum.W, incremental[^1].W, 1e-3);
        Assert.Equal(minimum.B, incremental[^1].B, 1e-3);
        Assert.True(incremental[1].Cost < full[5].Cost);
    }

    /// <summary>Δw = η·1/n Σ(t − o)x and Δb = η·1/n Σ(t − o), from w = b = 0, where o = 0.</summary>
    [Fact]
    public void First_step_is_the_delta_rule()
    {
        var x = LinearUnit.Points.Features!.Value.ToArray();
        var t = LinearUnit.Points.Targets!.Value.ToArray();
        var first = LinearUnit.Train(LinearUnit.FullBatch)[1];
        Assert.Equal(0.1 * x.Zip(t, (xi, ti) => xi * ti).Average(), first.W, 1e-6);
        Assert.Equal(0.1 * t.Average(), first.B, 1e-6);
    }
}
