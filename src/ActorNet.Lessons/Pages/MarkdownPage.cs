using System.Globalization;
using System.Text;
using ActorNet.Pictures.Charts;

namespace ActorNet.Lessons.Pages;

/// <summary>A lesson as a Markdown page, with its charts as SVG files beside it.</summary>
internal sealed class MarkdownPage : ILessonPage
{
    private readonly StringBuilder _text = new();
    private readonly List<(string File, LineChart Chart)> _charts = [];
    private readonly string _name;

    public MarkdownPage(ILesson lesson)
    {
        _name = lesson.Name;
        Write($"# {lesson.Name}", "", lesson.Summary, "", "```", $"actornet lesson {lesson.Name}", "```");
    }

    public bool HasPictures => _charts.Count > 0;

    /// <summary>The page so far, with LF line ends.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>
    /// Writes the page, NAME.md, and its charts to an existing folder. Called after the lesson, so that an interrupted lesson leaves the
    /// old page whole.
    /// </summary>
    /// <returns>The page's path.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public string WriteTo(string folder)
    {
        foreach (var (file, chart) in _charts)
            ChartFile.Write(chart, Path.Combine(folder, file));
        var path = Path.Combine(folder, $"{_name}.md");
        File.WriteAllText(path, ToString());
        return path;
    }

    public void BeginStep(string title) => Write("", $"## {title}");

    public void Text(string paragraph) => Write("", paragraph);

    public void Formula(params ReadOnlySpan<string> lines) => Write(["", "```", .. lines, "```"]);

    public void Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.ToList();
        var isFirstText = all.Exists(row => row[0].Length > 0 && char.IsLetter(row[0][0]));
        Write("", Row(headers), Row([.. headers.Select((_, column) => column == 0 && isFirstText ? ":---" : "---:")]));
        foreach (var row in all)
            Write(Row(row));
    }

    public void Chart(LineChart chart)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"{_name}-{_charts.Count + 1}.svg");
        _charts.Add((file, chart));
        Write("", $"![{chart.Title}]({file})");
    }

    public void Messages(IEnumerable<LessonMessage> messages)
    {
        var all = messages.ToList();
        // Names may contain spaces; participant ids may not.
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
            _text.Append(line).Append('\n');
    }

    private static string Row(IReadOnlyList<string> cells) =>
        $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |";
}
