namespace ActorNet.Cli.Bench.Scaling;

/// <summary>The time that a bit takes from one machine to another, written as tc does: 50us, 1.5ms.</summary>
internal sealed record LinkDelay(double Seconds)
{
    private static readonly (string Name, double Size)[] Units = [("ms", 1e-3), ("us", 1e-6)];

    public static LinkDelay None { get; } = new(0.0);

    /// <exception cref="InvalidInputException">The text is not a time from 0us to 1000ms.</exception>
    public static LinkDelay Parse(string text) => Quantity.Parse(text, Units) is >= 0 and <= 1 and var seconds
        ? new LinkDelay(seconds)
        : throw new InvalidInputException(nameof(LinkDelay), text, "a number with us or ms, from 0us to 1000ms, such as 50us");

    public override string ToString() => Quantity.Format(Seconds, Units);
}
