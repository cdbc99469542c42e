using ActorNet.Lessons.Pages;
using ActorNet.Pictures.Charts;

namespace ActorNet.Cli.Lessons;

/// <summary>Writes the same to two pages.</summary>
internal sealed class CompositePage(ILessonPage first, ILessonPage second) : ILessonPage
{
    /// <inheritdoc/>
    public void BeginStep(string title)
    {
        first.BeginStep(title);
        second.BeginStep(title);
    }

    /// <inheritdoc/>
    public void Text(string paragraph)
    {
        first.Text(paragraph);
        second.Text(paragraph);
    }

    /// <inheritdoc/>
    public void Formula(params ReadOnlySpan<string> lines)
    {
        first.Formula(lines);
        second.Formula(lines);
    }

    /// <inheritdoc/>
    public void Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.ToList();
        first.Table(headers, all);
        second.Table(headers, all);
    }

    /// <inheritdoc/>
    public void Chart(LineChart chart)
    {
        first.Chart(chart);
        second.Chart(chart);
    }

    /// <inheritdoc/>
    public void Messages(IEnumerable<LessonMessage> messages)
    {
        var all = messages.ToList();
        first.Messages(all);
        second.Messages(all);
    }
}
