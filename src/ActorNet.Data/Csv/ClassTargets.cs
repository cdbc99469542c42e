using System.Globalization;

namespace ActorNet.Data.Csv;

/// <summary>
/// Class names and the class of each row. Where every target is a number, equal numbers are one class however they are
/// written, and classes go by value; else classes are texts in ordinal order.
/// </summary>
/// <param name="Names">The names of the classes, in order.</param>
/// <param name="Labels">The class of each row of the table, 0 .. Names.Count - 1.</param>
internal sealed record ClassTargets(IReadOnlyList<string> Names, int[] Labels)
{
    /// <summary>Classes that are numbers.</summary>
    public static ClassTargets OfNumbers(double[] values)
    {
        // Adding zero makes -0 the same class as 0.
        var classes = values.Select(value => value + 0.0).Distinct().Order().ToArray();
        return new ClassTargets(
            [.. classes.Select(value => value.ToString("R", CultureInfo.InvariantCulture))],
            Array.ConvertAll(values, value => Array.BinarySearch(classes, value + 0.0)));
    }

    /// <summary>Classes that are texts.</summary>
    public static ClassTargets OfTexts(string[] texts)
    {
        var classes = texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return new ClassTargets(classes, Array.ConvertAll(texts, text => Array.BinarySearch(classes, text, StringComparer.Ordinal)));
    }
}
