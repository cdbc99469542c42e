using System.Globalization;
using System.Xml.Linq;

namespace ActorNet.Tracing.Diagrams;

/// <summary>A sequence diagram as an SVG picture.</summary>
internal static class SvgDiagram
{
    private const int Margin = 20;
    private const int RowHeight = 26;
    private const int FirstRow = 56;

    /// <summary>Of the monospaced font at its size below, in pixels and rounded up.</summary>
    private const double LetterWidth = 7.3;

    private const string Style = """
        svg { background: #ffffff } text { font: 12px ui-monospace, monospace; fill: #1f2328 }
        .lane { stroke: #d0d7de } .arrow { stroke: #0969da; stroke-width: 1.5 } .lost { stroke: #cf222e; stroke-dasharray: 5 3 }
        @media (prefers-color-scheme: dark) {
          svg { background: #0d1117 } text { fill: #e6edf3 }
          .lane { stroke: #3d444d } .arrow { stroke: #4493f8 } .lost { stroke: #f85149 }
        }
        """;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static string Of(SequenceDiagram diagram)
    {
        var lanes = PlacesOf(diagram);
        var height = FirstRow + (diagram.Messages.Count + (diagram.LeftOut > 0 ? 1 : 0)) * RowHeight;
        var width = lanes.LastOrDefault() + Margin + (diagram.Lanes.Count > 0 ? WidthOf(diagram.Lanes[^1]) : 0);
        var picture = new XElement(
            Svg + "svg", new XAttribute("viewBox", $"0 0 {Text(width)} {Text(height)}"), new XAttribute("width", Text(width)),
            new XAttribute("height", Text(height)), new XElement(Svg + "style", Style));
        foreach (var (lane, x) in lanes.Index())
        {
            picture.Add(TextAt(x, Margin, SequenceDiagram.Clean(diagram.Lanes[lane]), "middle"));
            picture.Add(Line("lane", x, Margin + 10, x, height - 10));
        }

        foreach (var (row, message) in diagram.Messages.Index())
            picture.Add(Arrow(diagram, lanes, FirstRow + row * RowHeight, message));
        if (diagram.LeftOutLine is { } leftOut)
            picture.Add(TextAt(Margin, height - 12, leftOut, "start"));
        return picture.ToString();
    }

    /// <summary>The horizontal places of the lanes, so far apart that names and labels fit.</summary>
    private static double[] PlacesOf(SequenceDiagram diagram)
    {
        var places = new double[diagram.Lanes.Count];
        for (var lane = 0; lane < places.Length; lane++)
        {
            var half = WidthOf(diagram.Lanes[lane]) / 2;
            places[lane] = lane == 0 ? Margin + half : places[lane - 1] + WidthOf(diagram.Lanes[lane - 1]) / 2 + Margin + half;
            foreach (var message in diagram.Messages)
            {
                var (from, to) = diagram.LanesOf(message);
                if (Math.Max(from, to) == lane && from != to)
                    places[lane] = Math.Max(
                        places[lane], places[Math.Min(from, to)] + WidthOf(SequenceDiagram.LabelOf(message)) + 2 * Margin);
            }
        }

        return places;
    }

    private static IEnumerable<XElement> Arrow(SequenceDiagram diagram, double[] lanes, double y, TracedMessage message)
    {
        var (from, to) = diagram.LanesOf(message);
        var (start, end) = (lanes[from], lanes[to]);
        if (from == to)
            return [TextAt(start + 8, y, SequenceDiagram.LabelOf(message), "start")];
        var style = message.ReceivedAt is null ? "arrow lost" : "arrow";
        var back = end > start ? -7 : 7;
        return
        [
            TextAt((start + end) / 2, y - 5, SequenceDiagram.LabelOf(message), "middle"),
            Line(style, start, y, end, y),
            Line(style, end + back, y - 4, end, y),
            Line(style, end + back, y + 4, end, y),
        ];
    }

    private static XElement Line(string style, double x1, double y1, double x2, double y2) => new(
        Svg + "line", new XAttribute("class", style), new XAttribute("x1", Text(x1)), new XAttribute("y1", Text(y1)),
        new XAttribute("x2", Text(x2)), new XAttribute("y2", Text(y2)));

    private static XElement TextAt(double x, double y, string text, string anchor) => new(
        Svg + "text", new XAttribute("x", Text(x)), new XAttribute("y", Text(y)), new XAttribute("text-anchor", anchor), text);

    private static double WidthOf(string text) => text.Length * LetterWidth;

    private static string Text(double number) => Math.Round(number, 1).ToString(CultureInfo.InvariantCulture);
}
