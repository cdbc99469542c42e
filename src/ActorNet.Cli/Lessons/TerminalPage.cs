using ActorNet.Cli.Tables;
using ActorNet.Lessons.Pages;
using ActorNet.Pictures.Charts;

namespace ActorNet.Cli.Lessons;

/// <summary>A lesson as lines of text.</summary>
internal sealed class TerminalPage : ILessonPage
{
    private const int Width = 100;

    private readonly TextWriter _output;

    public TerminalPage(ILesson lesson, TextWriter output)
    {
        _output = output;
        output.WriteLine($"{lesson.Name}: {lesson.Summary}");
    }

    public void BeginStep(string title)
    {
        _output.WriteLine();
        _output.WriteLine(title);
        _output.WriteLine(new string('─', title.Length));
    }

    public void Text(string paragraph)
    {
        _output.WriteLine();
        foreach (var line in TextWrapping.Lines(paragraph, Width))
            _output.WriteLine(line);
    }

    public void Formula(params ReadOnlySpan<string> lines)
    {
        _output.WriteLine();
        foreach (var line in lines)
            _output.WriteLine("    " + line);
    }

    public void Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        _output.WriteLine();
        TextTable.Write(_output, headers, rows);
    }

    public void Chart(LineChart chart)
    {
        _output.WriteLine();
        foreach (var line in TextChart.Draw(chart))
            _output.WriteLine(line);
    }

    public void Messages(IEnumerable<LessonMessage> messages)
    {
        _output.WriteLine();
        var all = messages.ToList();
        var (from, to) = (all.Max(message => message.From.Length), all.Max(message => message.To.Length));
        foreach (var message in all)
            _output.WriteLine($"  {message.From.PadLeft(from)} ──▶ {message.To.PadRight(to)}  {message.Text}");
    }
}
