using System.Globalization;
using System.Text;
using Spectre.Console.Rendering;

namespace ActorNet.Cli.Console;

/// <summary>Text as a terminal takes it: measured in cells, and free of control characters that others may have put into it.</summary>
internal static class TerminalText
{
    /// <summary>
    /// The text with a visible picture of each character that a terminal would obey or that would reorder what follows: worker names and
    /// reasons come from other machines.
    /// </summary>
    public static string Escape(string text)
    {
        if (!text.Any(IsObeyed))
            return text;
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var character in text)
            if (IsObeyed(character))
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else
                escaped.Append(character);
        return escaped.ToString();
    }

    /// <summary>The cells that the text takes: two for a wide character, none for a combining one.</summary>
    public static int Cells(string text) => new Segment(text).CellCount();

    /// <summary>The longest beginning of the text that takes at most so many cells.</summary>
    public static string Cut(string text, int cells)
    {
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            cells -= Cells(rune.ToString());
            if (cells < 0)
                return text[..end];
            end += rune.Utf16SequenceLength;
        }

        return text;
    }

    /// <summary>The text with spaces behind it, up to so many cells.</summary>
    public static string PadRight(string text, int cells) => text + new string(' ', Math.Max(0, cells - Cells(text)));

    private static bool IsObeyed(char character) => char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
