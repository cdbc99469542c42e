using ActorNet.Learning.Optimizers;
using CsCheck;

namespace ActorNet.Learning.Tests.Optimizers;

public class LearningRateScheduleTests
{
    private const float Initial = 0.3f;

    [Theory]
    [InlineData("constant")]
    [InlineData("cosine")]
    [InlineData("step:10:0.5")]
    [InlineData("step:1:1")]
    [InlineData("exponential:0.95")]
    [InlineData("exponential:1E-05")]
    public void A_schedule_text_round_trips(string text) => Assert.Equal(text, LearningRateSchedule.Parse(text).ToString());

    [Fact]
    public void Any_schedule_round_trips_through_text() =>
        Gen.Select(Gen.Enum<ScheduleKind>(), Gen.Int[1, int.MaxValue], Gen.Double[1e-300, 1]).Sample((kind, epochs, factor) =>
        {
            var schedule = new LearningRateSchedule(
                kind, kind == ScheduleKind.Step ? epochs : 1, kind is ScheduleKind.Step or ScheduleKind.Exponential ? factor : 1);
            Assert.Equal(schedule, LearningRateSchedule.Parse(schedule.ToString()));
        }, iter: 200, threads: 1);

    [Theory]
    [InlineData("")]
    [InlineData("linear")]
    [InlineData("Constant")]
    [InlineData("constant:1")]
    [InlineData("step")]
    [InlineData("step:10")]
    [InlineData("step:10:0.5:2")]
    [InlineData("exponential")]
    [InlineData("cosine:10")]
    public void An_unknown_schedule_is_rejected_with_the_allowed_ones(string text)
    {
        var message = Assert.Throws<InvalidInputException>(() => LearningRateSchedule.Parse(text)).Message;
        Assert.Contains(
            text.Length == 0 ? "Schedule is empty; allowed is" : $"Schedule is '{text}'; allowed is", message, StringComparison.Ordinal);
        foreach (var form in new[] { "constant", "step:EPOCHS:FACTOR", "exponential:FACTOR", "cosine" })
            Assert.Contains(form, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("step:0:0.5", "for the epochs, which are '0'", "a whole number from 1")]
    [InlineData("step:-1:0.5", "for the epochs, which are '-1'", "a whole number from 1")]
    [InlineData("step:1.5:0.5", "for the epochs, which are '1.5'", "a whole number from 1")]
    [InlineData("step:10:0", "for the factor, which is '0'", "a number above 0, at most 1")]
    [InlineData("step:10:1.1", "for the factor, which is '1.1'", "a number above 0, at most 1")]
    [InlineData("exponential:-0.5", "for the factor, which is '-0.5'", "a number above 0, at most 1")]
    [InlineData("exponential:NaN", "for the factor, which is 'NaN'", "a number above 0, at most 1")]
    [InlineData("exponential:half", "for the factor, which is 'half'", "a number above 0, at most 1")]
    [InlineData("exponential:0,5", "for the factor, which is '0,5'", "a number above 0, at most 1")]
    public void A_value_out_of_range_is_rejected(string text, params string[] parts)
    {
        var message = Assert.Throws<InvalidInputException>(() => LearningRateSchedule.Parse(text)).Message;
        Assert.All([$"Schedule is '{text}'; allowed is", .. parts], part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Values_set_in_code_are_checked()
    {
        AssertRejected(new LearningRateSchedule(
            ScheduleKind.Step, 0, 0.5), "Schedule is 'step:0:0.5'; allowed is a whole number from 1 for the epochs, which are '0'.");
        AssertRejected(new LearningRateSchedule(
            ScheduleKind.Step, 2, 0), "Schedule is 'step:2:0'; allowed is a number above 0, at most 1, for the factor, which is '0'.");
        AssertRejected(
            new LearningRateSchedule(ScheduleKind.Exponential, 1, double.NaN),
            "Schedule is 'exponential:NaN'; allowed is a number above 0, at most 1, for the factor, which is 'NaN'.");
        AssertRejected((LearningRateSchedule)new((ScheduleKind)9), "Schedule");
        LearningRateSchedule.Constant.Validate();
        LearningRateSchedule.Cosine.Validate();
    }

    [Fact]
    public void Constant_never_changes()
    {
        foreach (var step in new long[] { 0, 1, 99 })
            Assert.Equal(Initial, LearningRateSchedule.Constant.RateAt(Initial, 1 + (int)step / 10, step, 100));
    }

    [Fact]
    public void Step_multiplies_after_every_n_epochs()
    {
        var schedule = LearningRateSchedule.Parse("step:3:0.5");
        double[] factors = [1, 1, 1, 0.5, 0.5, 0.5, 0.25];
        for (var epoch = 1; epoch <= 7; epoch++)
            Assert.Equal((float)(Initial * factors[epoch - 1]), schedule.RateAt(Initial, epoch, 0, 1));
    }

    [Fact]
    public void Exponential_multiplies_after_every_epoch()
    {
        var schedule = LearningRateSchedule.Parse("exponential:0.9");
        var power = 1.0;
        for (var epoch = 1; epoch <= 50; epoch++, power *= 0.9)
            Assert.Equal((float)(Initial * power), schedule.RateAt(Initial, epoch, 0, 1));
    }

    [Fact]
    public void Cosine_falls_from_the_initial_rate_through_its_half_towards_zero()
    {
        const int total = 200;
        var rates = Enumerable.Range(0, total).Select(step => LearningRateSchedule.Cosine.RateAt(Initial, 1, step, total)).ToArray();
        Assert.Equal(Initial, rates[0]);
        Assert.Equal((float)(Initial * 0.5), rates[total / 2]);
        Assert.All(Enumerable.Range(1, total - 1), step => Assert.True(rates[step] < rates[step - 1] && rates[step] > 0));
        Assert.All(Enumerable.Range(0, total), step =>
            Assert.Equal(Initial * 0.5 * (1 + Math.Cos(Math.PI * step / total)), rates[step], 1e-7));
    }

    private static void AssertRejected(LearningRateSchedule schedule, string part) =>
        Assert.Contains(part, Assert.Throws<InvalidInputException>(schedule.Validate).Message, StringComparison.Ordinal);
}
