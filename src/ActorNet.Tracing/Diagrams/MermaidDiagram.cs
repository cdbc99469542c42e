using System.Globalization;
using System.Text;

namespace ActorNet.Tracing.Diagrams;

/// <summary>A sequence diagram in the syntax of Mermaid (mermaid.js.org/syntax/sequenceDiagram.html).</summary>
internal static class MermaidDiagram
{
    public static string Of(SequenceDiagram diagram)
    {
        var text = new StringBuilder("sequenceDiagram").AppendLine();
        foreach (var (number, lane) in diagram.Lanes.Index())
            text.Append(CultureInfo.InvariantCulture, $"    participant p{number} as {Escape(lane)}").AppendLine();
        foreach (var message in diagram.Messages)
        {
            var (from, to) = diagram.LanesOf(message);
            var arrow = message.ReceivedAt is null ? "-x" : "->>";
            text.Append(CultureInfo.InvariantCulture, $"    p{from}{arrow}p{to}: {Escape(SequenceDiagram.LabelOf(message))}").AppendLine();
        }

        if (diagram.LeftOutLine is { } leftOut)
            text.Append(CultureInfo.InvariantCulture, $"    Note over p0: {leftOut}").AppendLine();
        return text.ToString();
    }

    /// <summary>A semicolon ends a line, and a number sign begins an entity.</summary>
    private static string Escape(string name) => string.Concat(SequenceDiagram.Clean(name).Select(letter => letter switch
    {
        '#' => "#35;",
        ';' => "#59;",
        ':' => "#58;",
        '<' => "#60;",
        '>' => "#62;",
        _ => letter.ToString(),
    }));
}
