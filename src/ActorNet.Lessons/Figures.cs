using System.Globalization;

namespace ActorNet.Lessons;

/// <summary>How lessons write numbers: the same everywhere.</summary>
internal static class Figures
{
    /// <summary>A number with so many decimals, and a true minus sign.</summary>
    public static string Of(double value, int decimals = 4) =>
        // No "-0.0000": what is rounded to 0 has no sign.
        (Math.Round(value, decimals) + 0.0).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Replace('-', '−');

    /// <summary>A whole number, in groups of three digits.</summary>
    public static string Of(long value) => value.ToString("N0", CultureInfo.InvariantCulture).Replace('-', '−');
}
