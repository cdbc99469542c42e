using System.Globalization;
using ActorNet.Learning;

namespace ActorNet.Data.Csv;

/// <summary>What a cell may hold, and the sentence that says where one does not.</summary>
internal static class CsvCell
{
    private const int LongestQuote = 40;

    /// <summary>
    /// A decimal number in the invariant culture, as precisely as a double holds it, with blanks around it or not; NaN and
    /// infinities count as numbers here.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        // Tables of pixels and counts are mostly these, and this halves the time to read them.
        if (TryParseDigits(text, out value))
            return true;
        return double.TryParse(
            text.Trim(" \t"), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out value);
    }

    /// <summary>A number that is still finite when it becomes a 32-bit float, as all of training will have it.</summary>
    public static bool TryParseFinite(ReadOnlySpan<char> text, out double value) =>
        TryParse(text, out value) && float.IsFinite((float)value);

    /// <summary>The error of a cell that should hold a number.</summary>
    public static InvalidInputException NotANumber(string path, int line, string column, ReadOnlySpan<char> text) =>
        Wrong(path, line, column, text, "it must be a number such as -1.5 or 2e3, of magnitude at most 3.4e38");

    /// <summary>The error of a cell: where it is, what it has, and what is allowed.</summary>
    public static InvalidInputException Wrong(string path, int line, string column, ReadOnlySpan<char> text, ErrorText rule, ErrorText? advice = null) =>
        InvalidInputException.Of($"'{path}', line {line}, column '{column}':", $"the value {Quote(text)}", rule, advice);

    /// <summary>One to fifteen digits and nothing else: an integer below 2^53, so the result is exact.</summary>
    private static bool TryParseDigits(ReadOnlySpan<char> text, out double value)
    {
        var integer = 0L;
        foreach (var c in text)
        {
            integer = 10 * integer + (c - '0');
            if (!char.IsAsciiDigit(c) || text.Length > 15)
            {
                value = 0;
                return false;
            }
        }

        value = integer;
        return text.Length > 0;
    }

    private static string Quote(ReadOnlySpan<char> text)
    {
        if (text.IsWhiteSpace())
            return "is empty";
        var shown = text.Length <= LongestQuote ? text.ToString() : $"{text[..LongestQuote]}...";
        return $"is '{shown.ReplaceLineEndings(" ")}'";
    }
}
