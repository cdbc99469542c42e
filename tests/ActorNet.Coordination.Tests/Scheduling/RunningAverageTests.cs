using ActorNet.Coordination.Scheduling;

namespace ActorNet.Coordination.Tests.Scheduling;

public class RunningAverageTests
{
    private RunningAverage _average;

    [Fact]
    public void Average_is_unknown_before_the_first_measurement()
    {
        Assert.False(_average.IsKnown);
        _average.Add(2);
        Assert.True(_average.IsKnown);
        Assert.Equal(2, _average.Value);
    }

    [Fact]
    public void Slow_first_measurements_do_not_count()
    {
        Add(1, 100);
        Add(2, 1);
        Assert.Equal(1, _average.Value);
    }

    [Fact]
    public void Single_outlier_hardly_moves_the_estimate()
    {
        Add(10, 1);
        _average.Add(10_000);
        Assert.InRange(_average.Value, 1, 1.13);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(10)]
    public void Lasting_change_is_learned_within_forty_measurements(double change)
    {
        Add(10, 1);
        Add(40, change);
        Assert.InRange(_average.Value, 0.9 * change, 1.1 * change);
    }

    [Fact]
    public void Zero_measurements_do_not_pin_the_estimate_to_zero()
    {
        Add(10, 0);
        Add(300, 1);
        Assert.InRange(_average.Value, 0.9, 1);
    }

    private void Add(int times, double measured)
    {
        for (var i = 0; i < times; i++)
            _average.Add(measured);
    }
}
