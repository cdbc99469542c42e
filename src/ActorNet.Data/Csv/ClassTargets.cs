using System.Globalization;

namespace ActorNet.Data.Csv;

/// <summary>
/// Class names and the class of each row. If every target is a number, equal numbers form one class ("1", "1.0") and
/// classes are ordered by value; otherwise classes are strings in ordinal order.
/// </summary>
/// <param name="Names">Class names, in class order.</param>
/// <param name="Labels">Class index of each row, 0 .. Names.Count - 1.</param>
internal sealed record ClassTargets(IReadOnlyList<string> Names, int[] Labels)
{
    public static ClassTargets OfNumbers(double[] values)
    {
        // Adding 0.0 maps -0 to 0.
        var classes = values.Select(value => value + 0.0).Distinct().Order().ToArray();
        return new ClassTargets(
            [.. classes.Select(value => value.ToString("R", CultureInfo.InvariantCulture))],
            Array.ConvertAll(values, value => Array.BinarySearch(classes, value + 0.0)));
    }

    public static ClassTargets OfTexts(string[] texts)
    {
        var classes = texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return new ClassTargets(classes, Array.ConvertAll(texts, text => Array.BinarySearch(classes, text, StringComparer.Ordinal)));
    }
}
