namespace ActorNet.Mutations;

/// <summary>What the program prints.</summary>
internal static class Report
{
    /// <summary>Runs a command; a mistake of its user is one sentence, and exit code 2.</summary>
    public static int Errors(Func<int> command)
    {
        try
        {
            return command();
        }
        catch (MutationException error)
        {
            Console.Error.WriteLine(error.Message);
            return 2;
        }
    }

    /// <summary>Rows as a Markdown table, so that it can be copied into a page.</summary>
    public static string Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows) => string.Join(
        '\n', [Row(heads), Row([.. heads.Select(_ => "---")]), .. rows.Select(Row)]);

    /// <summary>A sentence or a line of code in one line of at most so many characters.</summary>
    public static string Cut(string text, int length)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= length ? line : line[..(length - 3)] + "...";
    }

    private static string Row(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |";
}
