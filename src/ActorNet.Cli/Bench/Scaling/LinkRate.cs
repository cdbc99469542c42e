namespace ActorNet.Cli.Bench.Scaling;

/// <summary>Bits per second, written as tc does: 10gbit, 100mbit.</summary>
internal sealed record LinkRate(double BitsPerSecond)
{
    private static readonly (string Name, double Size)[] Units = [("gbit", 1e9), ("mbit", 1e6)];

    public double BytesPerSecond => BitsPerSecond / 8;

    /// <exception cref="InvalidInputException">The text is not a rate from 1mbit to 1000gbit.</exception>
    public static LinkRate Parse(string text) => Quantity.Parse(text, Units) is >= 1e6 and <= 1000e9 and var rate
        ? new LinkRate(rate)
        : throw new InvalidInputException(nameof(LinkRate), text, "a number with gbit or mbit, from 1mbit to 1000gbit, such as 10gbit");

    public override string ToString() => Quantity.Format(BitsPerSecond, Units);
}
