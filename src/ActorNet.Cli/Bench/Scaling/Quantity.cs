using System.Globalization;

namespace ActorNet.Cli.Bench.Scaling;

/// <summary>A number with a unit behind it.</summary>
internal static class Quantity
{
    private const NumberStyles Digits = NumberStyles.AllowDecimalPoint;

    /// <returns>The value; null if the text is not a number with one of these units.</returns>
    public static double? Parse(string text, (string Name, double Size)[] units)
    {
        foreach (var (name, size) in units)
            if (text.EndsWith(name, StringComparison.Ordinal)
                && double.TryParse(text[..^name.Length], Digits, CultureInfo.InvariantCulture, out var number))
                return number * size;
        return null;
    }

    /// <summary>In the largest unit that leaves at least 1, else in the smallest; units are in descending order.</summary>
    public static string Format(double value, (string Name, double Size)[] units)
    {
        var index = Array.FindIndex(units, unit => value >= unit.Size);
        var (name, size) = units[index < 0 ? ^1 : index];
        return Invariant($"{value / size:0.###}{name}");
    }
}
