using ActorNet.Coordination.Scheduling;

namespace ActorNet.Coordination.Tests.Scheduling;

public class RunningAverageTests
{
    private RunningAverage _cost;

    [Fact]
    public void Nothing_is_known_before_the_first_measurement()
    {
        Assert.False(_cost.IsKnown);
        _cost.Add(2);
        Assert.True(_cost.IsKnown);
        Assert.Equal(2, _cost.Value);
    }

    [Fact]
    public void Slow_first_answers_are_not_held_against_a_worker()
    {
        Add(1, 100);
        Add(2, 1);
        Assert.Equal(1, _cost.Value);
    }

    [Fact]
    public void Single_outlier_hardly_moves_the_estimate()
    {
        Add(10, 1);
        _cost.Add(10_000);
        Assert.InRange(_cost.Value, 1, 1.13);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(10)]
    public void Lasting_change_is_learned_in_some_forty_measurements(double change)
    {
        Add(10, 1);
        Add(40, change);
        Assert.InRange(_cost.Value, 0.9 * change, 1.1 * change);
    }

    [Fact]
    public void Measurement_of_nothing_does_not_hold_the_estimate_at_nothing_for_ever()
    {
        Add(10, 0);
        Add(300, 1);
        Assert.InRange(_cost.Value, 0.9, 1);
    }

    private void Add(int times, double measured)
    {
        for (var i = 0; i < times; i++)
            _cost.Add(measured);
    }
}
