namespace ActorNet.Data.Csv;

/// <summary>A table's column names, divided into features and targets.</summary>
internal sealed class CsvHeader
{
    private static readonly char[] Delimiters = [',', ';', '\t'];

    /// <exception cref="InvalidInputException">A name is empty or duplicated, or a target does not exist.</exception>
    public CsvHeader(string path, IReadOnlyList<string> names, IReadOnlyList<string> targets)
    {
        Names = names;
        for (var column = 0; column < names.Count; column++)
            if (names[column].Length == 0)
                throw InvalidInputException.Of(
                    $"'{path}', line 1:", $"column {column + 1} of {names.Count} has no name", "every column needs one");
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw InvalidInputException.Of(
                $"'{path}', line 1:", $"the column name '{twice.Key}' occurs {twice.Count()} times", "names must differ");

        TargetColumns = targets.Count == 0 ? [names.Count - 1] : [.. targets.Select(target => Find(path, names, target)).Distinct()];
        FeatureColumns = [.. Enumerable.Range(0, names.Count).Except(TargetColumns)];
        if (FeatureColumns.Count == 0)
            throw InvalidInputException.Of(
                $"'{path}'", $"has no feature column: its {names.Count} column{(names.Count == 1 ? " is" : "s are")} the target",
                "at least one more is needed, separated by comma, semicolon or tab");
    }

    /// <summary>All column names, in file order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Zero-based feature columns, ascending.</summary>
    public IReadOnlyList<int> FeatureColumns { get; }

    /// <summary>Zero-based target columns, in the requested order.</summary>
    public IReadOnlyList<int> TargetColumns { get; }

    /// <summary>The most frequent delimiter outside quotes in the first line; ties resolve to comma, then semicolon, then tab.</summary>
    public static char DetectDelimiter(ReadOnlySpan<char> start)
    {
        Span<int> counts = stackalloc int[Delimiters.Length];
        counts.Clear();
        var quoted = false;
        foreach (var c in start)
        {
            if (c == '"')
                quoted = !quoted;
            else if (!quoted && c is '\n' or '\r')
                break;
            else if (!quoted && Delimiters.IndexOf(c) is >= 0 and var index)
                counts[index]++;
        }

        var best = 0;
        for (var i = 1; i < counts.Length; i++)
            if (counts[i] > counts[best])
                best = i;
        return Delimiters[best];
    }

    public IReadOnlyList<string> NamesOf(IReadOnlyList<int> columns) => [.. columns.Select(column => Names[column])];

    private static int Find(string path, IReadOnlyList<string> names, string target)
    {
        for (var column = 0; column < names.Count; column++)
            if (names[column] == target)
                return column;

        var meant = NearestName.Find(target, names) is { } near ? $"did you mean '{near}'?" : null;
        var some = string.Join(", ", names.Take(20).Select(name => $"'{name}'")) + (names.Count > 20 ? ", ..." : "");
        throw InvalidInputException.Of($"'{path}'", $"has no target column '{target}'", $"its columns are {some}", meant);
    }
}
