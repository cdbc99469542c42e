using System.Globalization;
using ScottPlot;
using ScottPlot.AxisPanels;
using ScottPlot.TickGenerators;

namespace ActorNet.Pictures.Charts;

/// <summary>Draws charts to PNG or SVG files, by the file extension, in existing folders.</summary>
internal static class ChartFile
{
    private const int Width = 800;
    private const int Height = 500;
    private const int SquareHeight = 700;

    /// <summary>The number of characters that fit side by side below a matrix.</summary>
    private const int MaxHorizontalCharacters = 60;
    private const int CharacterWidth = 8;

    /// <summary>The margin below 0, as a fraction of the axis.</summary>
    private const double ZeroMargin = 0.02;

    /// <exception cref="ArgumentException">The file has another extension.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(LineChart chart, string path)
    {
        using var plot = Draw(chart);
        Write(plot, Width, HeightOf(chart), path);
    }

    /// <exception cref="ArgumentException">The file has another extension.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(MatrixChart chart, string path)
    {
        using var plot = Draw(chart);
        Write(plot, SquareHeight, SquareHeight, path);
    }

    private static void Write(Plot plot, int width, int height, string path) =>
        PictureFile.Write(path, () => plot.GetImageBytes(width, height, ImageFormat.Png), () => plot.GetSvgXml(width, height));

    private static int HeightOf(LineChart chart) => chart.HasEqualScales ? SquareHeight : Height;

    private static Plot Draw(LineChart chart)
    {
        var plot = CreatePlot(chart.Title, chart.XLabel, chart.YAxisTitle);
        var colours = 0;
        foreach (var line in chart.Lines)
        {
            var scatter = plot.Add.Scatter(line.X.ToArray(), chart.IsLogarithmic ? [.. line.Y.Select(Math.Log10)] : line.Y.ToArray());
            scatter.LegendText = line.Name;
            scatter.MarkerSize = line.HasMarkers ? 6 : 0;
            scatter.LineWidth = line.Name.Length > 0 ? 2 : 1;
            scatter.Color = line.Name.Length > 0
                ? plot.Add.Palette.GetColor(line.Colour ?? colours++).WithOpacity(line.Opacity)
                : Colors.DarkGray;
        }

        if (chart.IsLogarithmic)
            plot.Axes.Left.TickGenerator = LogarithmicTicks.Of(chart.Lines.SelectMany(line => line.Y));
        if (chart.HasIntegerX)
            plot.Axes.Bottom.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true };
        if (chart.HasEqualScales)
            plot.Axes.SquareUnits();
        else
            SetLimits(plot, chart);
        // A line with its run's colour is in the legend even if it is the only line.
        if (chart.Lines.Count(line => line.Name.Length > 0) > 1 || chart.Lines.Any(line => line.Colour is not null))
            plot.ShowLegend(Edge.Right);
        else
            plot.HideLegend();
        return plot;
    }

    /// <summary>Adds a small margin around the lines, but not below 0 if all values are non-negative.</summary>
    private static void SetLimits(Plot plot, LineChart chart)
    {
        plot.Axes.AutoScale();
        var limits = plot.Axes.GetLimits();
        var (left, bottom, top) = (limits.Left, limits.Bottom, limits.Top);
        if (chart.Lines.All(line => line.X.All(x => !(x < 0))))
            left = Math.Max(left, -ZeroMargin * limits.Right);
        if (!chart.IsLogarithmic && chart.Lines.All(line => line.Y.All(y => !(y < 0))))
            bottom = chart.StartsAtZero ? -ZeroMargin * limits.Top : Math.Max(bottom, -ZeroMargin * limits.Top);
        if (chart.StartsAtZero && !chart.IsLogarithmic)
            top = Math.Max(top, (1 + 2 * ZeroMargin) * chart.Lines.Max(line => line.Y.Max()));
        plot.Axes.SetLimits(left, limits.Right, bottom, top);
    }

    private static Plot Draw(MatrixChart chart)
    {
        var plot = CreatePlot(chart.Title, chart.XLabel, chart.YLabel);
        var size = chart.Names.Count;
        var max = Math.Max(1, chart.Counts.Max(row => row.Max()));
        var shades = new double[size, size];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                var count = chart.Counts[row][column];
                // The square root keeps rare counts, which matter most, visible.
                shades[row, column] = Math.Sqrt((double)count / max);
                if (count == 0)
                    continue;
                var text = plot.Add.Text(count.ToString(CultureInfo.InvariantCulture), column, size - 1 - row);
                text.LabelAlignment = Alignment.MiddleCenter;
                text.LabelFontSize = size <= 12 ? 13 : 9;
                text.LabelFontColor = shades[row, column] > 0.5 ? Colors.White : Colors.Black;
            }
        }

        var heatmap = plot.Add.Heatmap(shades);
        heatmap.Colormap = new ScottPlot.Colormaps.Blues().Reversed();
        plot.MoveToBack(heatmap);
        double[] places = [.. Enumerable.Range(0, size).Select(k => (double)k)];
        plot.Axes.Bottom.TickGenerator = new NumericManual(places, [.. chart.Names]);
        plot.Axes.Left.TickGenerator = new NumericManual([.. places.Reverse()], [.. chart.Names]);
        plot.Axes.SetLimits(-0.5, size - 0.5, -0.5, size - 0.5);
        var longest = chart.Names.Max(name => name.Length);
        if (longest * size > MaxHorizontalCharacters)
        {
            // Horizontal labels would overlap.
            plot.Axes.Bottom.TickLabelStyle.Rotation = 90;
            plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleLeft;
            plot.Axes.Bottom.MinimumSize = CharacterWidth * (longest + 4);
        }

        plot.HideGrid();
        return plot;
    }

    private static Plot CreatePlot(string title, string xLabel, string yLabel)
    {
        var plot = new Plot();
        plot.Title(title);
        plot.XLabel(xLabel);
        plot.YLabel(yLabel);
        if (plot.Axes.Left is AxisBase left)
            left.PaddingBetweenTickAndAxisLabels = new PixelPadding(20, 0, 0, 0);
        plot.Font.Set(PictureFont.Name);
        return plot;
    }
}
