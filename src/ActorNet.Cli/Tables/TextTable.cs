namespace ActorNet.Cli.Tables;

/// <summary>A table of aligned columns, two spaces apart: as good in a pipe as on a terminal.</summary>
internal static class TextTable
{
    /// <summary>
    /// Writes the heads and the rows, which have as many cells; columns from <paramref name="firstNumber"/> on stand to the right.
    /// </summary>
    public static void Write(
        TextWriter output, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows, int firstNumber = int.MaxValue)
    {
        List<IReadOnlyList<string>> lines = [heads, .. rows];
        var widths = heads.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
            output.WriteLine(string.Join("  ", line.Select(Padded)).TrimEnd());

        string Padded(string cell, int column) =>
            column < firstNumber ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]);
    }
}
