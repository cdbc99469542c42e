using System.Text;

namespace ActorNet.Tracing.Diagrams;

/// <summary>A sequence diagram as lines of text.</summary>
internal static class TextDiagram
{
    private const int TimeWidth = 14;

    /// <summary>Characters of an arrow beside its label.</summary>
    private const int ArrowWidth = 7;

    public static string Of(SequenceDiagram diagram)
    {
        var columns = ColumnsOf(diagram);
        var text = new StringBuilder();
        WriteHeads(diagram, columns, text);
        var begin = diagram.Messages.Count == 0 ? TimeSpan.Zero : diagram.Messages[0].AtCoordinator;
        foreach (var message in diagram.Messages)
        {
            var time = FormattableString.Invariant($"{(message.AtCoordinator - begin).TotalMilliseconds:F2} ms");
            var line = (time.PadLeft(TimeWidth - 2) + "  ").PadRight(columns.LastOrDefault() + 1).ToCharArray();
            foreach (var column in columns)
                line[column] = '│';
            var (from, to) = diagram.LanesOf(message);
            text.Append(from == to
                ? new string(line).TrimEnd() + "  " + SequenceDiagram.LabelOf(message)
                : Arrow(line, columns, from, to, message)).AppendLine();
        }

        return (diagram.LeftOutLine is { } leftOut ? text.Append(leftOut).AppendLine() : text).ToString();
    }

    /// <summary>The columns of the lanes, so far apart that names and labels fit.</summary>
    private static int[] ColumnsOf(SequenceDiagram diagram)
    {
        var columns = new int[diagram.Lanes.Count];
        for (var lane = 0; lane < columns.Length; lane++)
        {
            columns[lane] = lane == 0 ? TimeWidth : columns[lane - 1] + diagram.Lanes[lane - 1].Length + 2;
            foreach (var message in diagram.Messages)
            {
                var (from, to) = diagram.LanesOf(message);
                if (Math.Max(from, to) == lane && from != to)
                    columns[lane] = Math.Max(
                        columns[lane], columns[Math.Min(from, to)] + SequenceDiagram.LabelOf(message).Length + ArrowWidth);
            }
        }

        return columns;
    }

    private static void WriteHeads(SequenceDiagram diagram, int[] columns, StringBuilder text)
    {
        var heads = new StringBuilder();
        for (var lane = 0; lane < columns.Length; lane++)
            heads.Append(' ', columns[lane] - heads.Length).Append(SequenceDiagram.Clean(diagram.Lanes[lane]));
        text.Append(heads).AppendLine();
    }

    private static string Arrow(char[] line, int[] columns, int from, int to, TracedMessage message)
    {
        var (left, right) = (columns[Math.Min(from, to)], columns[Math.Max(from, to)]);
        for (var column = left + 1; column < right; column++)
            line[column] = line[column] == '│' ? '┼' : '─';
        $" {SequenceDiagram.LabelOf(message)} ".CopyTo(0, line, left + 3, SequenceDiagram.LabelOf(message).Length + 2);
        line[to > from ? right - 1 : left + 1] = message.ReceivedAt is null ? 'x' : to > from ? '>' : '<';
        return new string(line).TrimEnd();
    }
}
