using System.Globalization;
using ActorNet.Pictures.Charts;

namespace ActorNet.Lessons;

/// <summary>A lesson as a page of Markdown, with its pictures as SVG files beside it.</summary>
public sealed class MarkdownPage : ILessonPage
{
    private readonly TextWriter _text;
    private readonly string _folder;
    private readonly string _name;
    private int _charts;

    /// <summary>Begins the page of a lesson.</summary>
    /// <param name="lesson">The lesson.</param>
    /// <param name="text">Receives the page, with lines that end as in Unix.</param>
    /// <param name="folder">Receives the pictures; it exists.</param>
    public MarkdownPage(ILesson lesson, TextWriter text, string folder)
    {
        (_text, _folder, _name) = (text, folder, lesson.Name);
        Write($"# {lesson.Name}", "", lesson.Summary, "", "```", $"actornet lesson {lesson.Name}", "```");
    }

    /// <inheritdoc/>
    public void BeginStep(string title) => Write("", $"## {title}");

    /// <inheritdoc/>
    public void Text(string paragraph) => Write("", paragraph);

    /// <inheritdoc/>
    public void Formula(params ReadOnlySpan<string> lines) => Write(["", "```", .. lines, "```"]);

    /// <inheritdoc/>
    public void Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.ToList();
        var isFirstText = all.Exists(row => row[0].Length > 0 && char.IsLetter(row[0][0]));
        Write("", Row(headers), Row([.. headers.Select((_, column) => column == 0 && isFirstText ? ":---" : "---:")]));
        foreach (var row in all)
            Write(Row(row));
    }

    /// <inheritdoc/>
    public void Chart(LineChart chart)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"{_name}-{++_charts}.svg");
        ChartFile.Write(chart, Path.Combine(_folder, file));
        Write("", $"![{chart.Title}]({file})");
    }

    /// <inheritdoc/>
    public void Messages(IEnumerable<LessonMessage> messages)
    {
        var all = messages.ToList();
        // Names may have spaces; the ids that arrows join may not.
        var names = all.SelectMany(message => new[] { message.From, message.To }).Distinct().ToList();
        Write("", "```mermaid", "sequenceDiagram");
        for (var i = 0; i < names.Count; i++)
            Write(string.Create(CultureInfo.InvariantCulture, $"    participant P{i} as {names[i]}"));
        foreach (var (from, to, text) in all)
            Write(string.Create(CultureInfo.InvariantCulture, $"    P{names.IndexOf(from)}->>P{names.IndexOf(to)}: {text}"));
        Write("```");
    }

    private void Write(params ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
            _text.Write(line + "\n");
    }

    private static string Row(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |";
}
