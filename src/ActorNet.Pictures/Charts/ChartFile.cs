using ScottPlot;

namespace ActorNet.Pictures.Charts;

/// <summary>Draws charts into files: PNG or SVG, by the file's ending.</summary>
public static class ChartFile
{
    private const int Width = 800;
    private const int Height = 500;
    private const int SquareHeight = 700;

    /// <summary>Draws a chart.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="path">A file that ends with .png or .svg; its folder exists.</param>
    /// <exception cref="ArgumentException">It ends otherwise.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(LineChart chart, string path)
    {
        using var plot = Draw(chart);
        var height = chart.HasEqualScales ? SquareHeight : Height;
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".png":
                File.WriteAllBytes(path, plot.GetImageBytes(Width, height, ImageFormat.Png));
                break;
            case ".svg":
                File.WriteAllText(path, plot.GetSvgXml(Width, height));
                break;
            default:
                throw new ArgumentException($"'{path}' ends neither with .png nor with .svg.", nameof(path));
        }
    }

    private static Plot Draw(LineChart chart)
    {
        var plot = new Plot();
        plot.Title(chart.Title);
        plot.XLabel(chart.XLabel);
        plot.YLabel(chart.YLabel);
        foreach (var line in chart.Lines)
        {
            var scatter = plot.Add.Scatter(
                line.X.ToArray(), chart.IsLogarithmic ? [.. line.Y.Select(Math.Log10)] : line.Y.ToArray());
            scatter.LegendText = line.Name;
            scatter.MarkerSize = line.HasMarkers ? 6 : 0;
            scatter.LineWidth = line.Name.Length > 0 ? 2 : 1;
            if (line.Name.Length == 0)
                scatter.Color = Colors.LightGray;
        }

        if (chart.IsLogarithmic)
            plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
            {
                LabelFormatter = exponent => FormattableString.Invariant($"{Math.Pow(10, exponent):G3}"),
            };
        if (chart.HasEqualScales)
            plot.Axes.SquareUnits();
        if (chart.Lines.Count(line => line.Name.Length > 0) > 1)
            plot.ShowLegend();
        else
            plot.HideLegend();
        return plot;
    }
}
