using System.Globalization;

namespace ActorNet.Data.Csv;

/// <summary>Parses cells and builds the errors of invalid ones.</summary>
internal static class CsvCell
{
    private const int LongestQuote = 40;

    /// <summary>
    /// Parses a decimal number (invariant culture) to the nearest double. Surrounding blanks are allowed, and so are NaN and infinities.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        // Fast path: tables of pixels and counts are mostly short integers; this halves their read time.
        if (TryParseDigits(text, out value))
            return true;
        return double.TryParse(
            text.Trim(" \t"), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Parses a number that stays finite as float32, the type used in training.</summary>
    public static bool TryParseFinite(ReadOnlySpan<char> text, out double value) =>
        TryParse(text, out value) && float.IsFinite((float)value);

    public static InvalidInputException NotANumber(string path, int line, string column, ReadOnlySpan<char> text) =>
        Wrong(path, line, column, text, "it must be a number such as -1.5 or 2e3, of magnitude at most 3.4e38");

    /// <summary>The error of a cell: where it is, what it has, and what is allowed.</summary>
    public static InvalidInputException Wrong(
        string path, int line, string column, ReadOnlySpan<char> text, ErrorText rule, ErrorText? advice = null) =>
        InvalidInputException.Of($"'{path}', line {line}, column '{column}':", $"the value {Quote(text)}", rule, advice);

    /// <summary>Parses 1 to 15 digits and nothing else: below 2^53, so the result is exact.</summary>
    private static bool TryParseDigits(ReadOnlySpan<char> text, out double value)
    {
        var value64 = 0L;
        foreach (var c in text)
        {
            value64 = 10 * value64 + (c - '0');
            if (!char.IsAsciiDigit(c) || text.Length > 15)
            {
                value = 0;
                return false;
            }
        }

        value = value64;
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
