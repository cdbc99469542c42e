using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorNet.Cli.Console;

/// <summary>Text for a terminal: measured in cells, without control characters, which may come from other machines.</summary>
internal static class TerminalText
{
    /// <summary>
    /// The text with an escape such as \u001b for each character that a terminal would obey, or that would reorder what follows: worker
    /// names and reasons come from other machines.
    /// </summary>
    public static string Escape(string text) => text.Any(IsObeyed)
        ? string.Concat(text.Select(character => IsObeyed(character) ? Invariant($"\\u{(int)character:x4}") : character.ToString()))
        : text;

    /// <summary>The width of the text: two cells for a wide character, none for a combining one.</summary>
    public static int Cells(string text) => new Segment(text).CellCount();

    /// <summary>The longest beginning of the text that fits so many cells.</summary>
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

    public static string PadRight(string text, int cells) => text + new string(' ', Math.Max(0, cells - Cells(text)));

    /// <summary>A progress bar: so many cells of it done.</summary>
    public static IEnumerable<Segment> Bar(int done, int width, Profile terminal)
    {
        var (full, empty) = terminal.Capabilities.Unicode ? ('━', '─') : ('#', '-');
        return
        [
            new Segment(new string(full, done), new Style(Color.Green)),
            new Segment(new string(empty, width - done), new Style(Color.Grey)),
        ];
    }

    private static bool IsObeyed(char character) => char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
