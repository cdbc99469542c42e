namespace ActorNet.Cli.Tables;

internal static class TextWrapping
{
    /// <summary>The text in lines of at most so many characters, broken between words; a longer word has a line of its own.</summary>
    public static IEnumerable<string> Lines(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line += line.Length == 0 ? word : ' ' + word;
        }

        yield return line;
    }

    /// <summary>As <see cref="Lines"/>, each line but the first behind so many spaces; a text that fits is left as it is.</summary>
    public static IEnumerable<string> Hanging(string text, int indent, int width) => text.Length <= Math.Max(indent, width)
        ? [text]
        : Lines(text[indent..], width - indent).Select((line, number) => (number == 0 ? text[..indent] : new string(' ', indent)) + line);
}
