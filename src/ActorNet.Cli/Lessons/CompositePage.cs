using ActorNet.Lessons.Pages;
using ActorNet.Pictures.Charts;

namespace ActorNet.Cli.Lessons;

/// <summary>Writes the same to two pages.</summary>
internal sealed class CompositePage(ILessonPage first, ILessonPage second) : ILessonPage
{
    public void BeginStep(string title)
    {
        first.BeginStep(title);
        second.BeginStep(title);
    }

    public void Text(string paragraph)
    {
        first.Text(paragraph);
        second.Text(paragraph);
    }

    public void Formula(params ReadOnlySpan<string> lines)
    {
        first.Formula(lines);
        second.Formula(lines);
    }

    public void Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.ToList();
        first.Table(headers, all);
        second.Table(headers, all);
    }

    public void Chart(LineChart chart)
    {
        first.Chart(chart);
        second.Chart(chart);
    }

    public void Messages(IEnumerable<LessonMessage> messages)
    {
        var all = messages.ToList();
        first.Messages(all);
        second.Messages(all);
    }
}
