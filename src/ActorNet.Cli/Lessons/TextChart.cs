using ActorNet.Lessons.Pages;
using ActorNet.Pictures.Charts;

namespace ActorNet.Cli.Lessons;

/// <summary>A chart in letters, for terminals: each line has a mark of its own, and where lines cross the later one is seen.</summary>
internal static class TextChart
{
    private const int Columns = 72;
    private const int Rows = 20;
    private const int LabelWidth = 10;
    private const char Background = '·';
    private const string Marks = "*+ox#@%&";

    public static IEnumerable<string> Draw(LineChart chart)
    {
        var points = chart.Lines.SelectMany(PointsOf).ToList();
        yield return chart.Title;
        if (points.Count == 0)
            yield break;
        yield return $"{new string(' ', LabelWidth + 1)}{chart.YAxisTitle}";
        var (left, right) = Widened(points.Min(point => point.X), points.Max(point => point.X));
        var (bottom, top) = Widened(points.Min(point => point.Y), points.Max(point => point.Y));
        var cells = new char[Rows, Columns];
        foreach (var (line, mark) in Marked(chart))
            foreach (var (x, y) in Between(PointsOf(line)))
                cells[RowOf(y), ColumnOf(x)] = mark;

        for (var row = 0; row < Rows; row++)
        {
            var label = row is 0 or Rows - 1 ? Number(Value(row == 0 ? top : bottom)) : "";
            var marks = Enumerable.Range(0, Columns).Select(column => cells[row, column] == 0 ? ' ' : cells[row, column]);
            yield return $"{label,LabelWidth} │{string.Concat(marks)}".TrimEnd();
        }

        yield return new string(' ', LabelWidth + 1) + '└' + new string('─', Columns);
        var (first, last) = (Number(left), Number(right));
        yield return new string(' ', LabelWidth + 2) + first + chart.XLabel.PadLeft((Columns + chart.XLabel.Length) / 2 - first.Length)
            .PadRight(Columns - first.Length - last.Length) + last;
        foreach (var (line, mark) in Marked(chart).Where(each => each.Line.Name.Length > 0))
            yield return $"{new string(' ', LabelWidth + 2)}{mark} {line.Name}";

        int RowOf(double y) => Rows - 1 - (int)Math.Round((Rows - 1) * (y - bottom) / (top - bottom));
        int ColumnOf(double x) => (int)Math.Round((Columns - 1) * (x - left) / (right - left));
        double Value(double y) => chart.IsLogarithmic ? Math.Pow(10, y) : y;

        IEnumerable<(double X, double Y)> PointsOf(ChartLine line) =>
            line.X.Zip(line.Y, (x, y) => (X: x, Y: chart.IsLogarithmic ? Math.Log10(y) : y)).Where(point => double.IsFinite(point.Y));

        // Points that are far from each other are joined, a mark for each column between them.
        IEnumerable<(double X, double Y)> Between(IEnumerable<(double X, double Y)> line)
        {
            (double X, double Y)? before = null;
            foreach (var point in line)
            {
                if (before is var (x, y))
                {
                    var steps = Math.Max(Math.Abs(ColumnOf(point.X) - ColumnOf(x)), Math.Abs(RowOf(point.Y) - RowOf(y)));
                    for (var step = 1; step < steps; step++)
                        yield return (x + (point.X - x) * step / steps, y + (point.Y - y) * step / steps);
                }

                yield return point;
                before = point;
            }
        }
    }

    private static IEnumerable<(ChartLine Line, char Mark)> Marked(LineChart chart)
    {
        var named = 0;
        foreach (var line in chart.Lines)
            yield return (line, line.Name.Length == 0 ? Background : Marks[named++ % Marks.Length]);
    }

    /// <summary>A range that is not empty.</summary>
    private static (double Least, double Greatest) Widened(double min, double greatest) =>
        greatest > min ? (min, greatest) : (min - 1, greatest + 1);

    private static string Number(double value) =>
        value == Math.Round(value) && Math.Abs(value) < 1e6 ? NumberFormat.Of((long)value) : NumberFormat.OfAnySize(value);
}
