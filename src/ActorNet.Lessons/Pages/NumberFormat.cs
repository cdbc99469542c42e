using System.Globalization;

namespace ActorNet.Lessons.Pages;

internal static class NumberFormat
{
    /// <summary>Fixed decimals, and a true minus sign.</summary>
    public static string Of(double value, int decimals = 4)
    {
        var text = value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        // No "-0.0000": a number that rounds to 0 has no sign.
        return Signed(text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? text.TrimStart('-') : text);
    }

    /// <summary>Digits in groups of three.</summary>
    public static string Of(long value) => Signed(value.ToString("N0", CultureInfo.InvariantCulture));

    /// <summary>Three digits and an exponent for tiny or huge numbers, such as 2.25e−39; infinity and NaN in words.</summary>
    public static string OfAnySize(double value) =>
        double.IsNaN(value) ? "not a number"
        : double.IsInfinity(value) ? Signed(value < 0 ? "-infinity" : "infinity")
        : value == 0 ? "0"
        : Math.Abs(value) is >= 1e-3 and < 1e4 ? Of(value)
        : Signed(value.ToString("0.00e+0", CultureInfo.InvariantCulture).Replace("e+", "e", StringComparison.Ordinal));

    public static string Percent(double share) => Of(100 * share, 2) + " %";

    /// <summary>In brackets: (0.5000, −1.0000).</summary>
    public static string Vector(IEnumerable<float> values, int decimals = 4) =>
        $"({string.Join(", ", values.Select(value => Of(value, decimals)))})";

    private static string Signed(string number) => number.Replace('-', '−');
}
