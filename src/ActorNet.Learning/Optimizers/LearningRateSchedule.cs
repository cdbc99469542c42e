using System.Globalization;
using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Optimizers;

/// <summary>How the learning rate changes over a run.</summary>
public enum ScheduleKind
{
    /// <summary>The rate is constant.</summary>
    Constant,

    /// <summary>Multiplies the rate by a factor after every <c>EveryEpochs</c> epochs.</summary>
    Step,

    /// <summary>Multiplies the rate by a factor after every epoch.</summary>
    Exponential,

    /// <summary>Half a cosine from the initial rate down towards 0 over all steps (Loshchilov and Hutter, 2017, eq. 5).</summary>
    Cosine,
}

/// <summary>
/// The learning rate as a pure function of the step; written "constant", "step:EPOCHS:FACTOR", "exponential:FACTOR" or "cosine". Computed
/// in double precision with plain products and sums, and rounded to float once.
/// </summary>
/// <param name="Kind">The function.</param>
/// <param name="EveryEpochs">For step: the epochs between two reductions, at least 1.</param>
/// <param name="Factor">For step and exponential: the factor of a reduction, in (0, 1].</param>
public sealed record LearningRateSchedule(ScheduleKind Kind, int EveryEpochs = 1, double Factor = 1)
{
    private const string Forms =
        "constant, step:EPOCHS:FACTOR (such as step:10:0.5), exponential:FACTOR (such as exponential:0.95) or cosine";

    /// <summary>A constant rate.</summary>
    public static LearningRateSchedule Constant { get; } = new(ScheduleKind.Constant);

    /// <summary>A rate that falls along half a cosine.</summary>
    public static LearningRateSchedule Cosine { get; } = new(ScheduleKind.Cosine);

    /// <summary>
    /// α of a step. <paramref name="step"/> counts from 0 over the whole run of <paramref name="totalSteps"/>,
    /// <paramref name="epoch"/> from 1.
    /// </summary>
    public float RateAt(float initialRate, int epoch, long step, long totalSteps) => Kind switch
    {
        ScheduleKind.Constant => initialRate,
        ScheduleKind.Step => (float)(initialRate * Power(Factor, (epoch - 1) / EveryEpochs)),
        ScheduleKind.Exponential => (float)(initialRate * Power(Factor, epoch - 1)),
        _ => (float)(initialRate * (0.5 * (1.0 + Elementary.CosineOfPi((double)step / totalSteps)))),
    };

    /// <summary>Checks every value that the kind uses.</summary>
    /// <exception cref="InvalidInputException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        if (!Enum.IsDefined(Kind))
            throw Invalid(Kind.ToString(), Forms);
        if (Kind == ScheduleKind.Step && EveryEpochs < 1)
            throw InvalidEpochs(ToString(), EveryEpochs.ToString(CultureInfo.InvariantCulture));
        if (Kind is ScheduleKind.Step or ScheduleKind.Exponential && !IsFactor(Factor))
            throw InvalidFactor(ToString(), Factor.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Parses the form that <see cref="ToString"/> writes.</summary>
    /// <exception cref="InvalidInputException">The text has another form, or a value is out of range.</exception>
    public static LearningRateSchedule Parse(string text)
    {
        var parts = text.Split(':');
        var schedule = parts switch
        {
            ["constant"] => Constant,
            ["cosine"] => Cosine,
            ["exponential", var factor] => new LearningRateSchedule(ScheduleKind.Exponential, 1, ParseFactor(text, factor)),
            ["step", var epochs, var factor] =>
                new LearningRateSchedule(ScheduleKind.Step, ParseEpochs(text, epochs), ParseFactor(text, factor)),
            _ => throw Invalid(text, Forms),
        };
        return schedule;
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Kind switch
    {
        ScheduleKind.Constant => "constant",
        ScheduleKind.Step => string.Create(CultureInfo.InvariantCulture, $"step:{EveryEpochs}:{Factor}"),
        ScheduleKind.Exponential => string.Create(CultureInfo.InvariantCulture, $"exponential:{Factor}"),
        _ => "cosine",
    };

    /// <summary>factor^exponent by repeated multiplication: the library's power function differs between machines.</summary>
    private static double Power(double factor, int exponent)
    {
        var power = 1.0;
        for (var i = 0; i < exponent; i++)
            power *= factor;
        return power;
    }

    private static int ParseEpochs(string text, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var epochs) && epochs >= 1
            ? epochs
            : throw InvalidEpochs(text, value);

    private static double ParseFactor(string text, string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) && IsFactor(factor)
            ? factor
            : throw InvalidFactor(text, value);

    private static bool IsFactor(double value) => value is > 0 and <= 1;

    private static InvalidInputException InvalidEpochs(string text, string value) =>
        Invalid(text, $"a whole number from 1 for the epochs, which are '{value}'");

    private static InvalidInputException InvalidFactor(string text, string value) =>
        Invalid(text, $"a number above 0, at most 1, for the factor, which is '{value}'");

    private static InvalidInputException Invalid(string text, ErrorText allowed) =>
        new(nameof(Training.TrainingSpec.Schedule), text, allowed);
}
