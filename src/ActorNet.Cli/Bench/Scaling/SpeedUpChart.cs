using ActorNet.Cli.Console;
using ActorNet.Pictures.Charts;

namespace ActorNet.Cli.Bench.Scaling;

/// <param name="Name">What the legend calls it.</param>
/// <param name="Workers">The numbers of workers, or of all compute threads.</param>
/// <param name="SpeedUps">The speed-up with each.</param>
internal sealed record SpeedUpLine(string Name, IReadOnlyList<int> Workers, IReadOnlyList<double> SpeedUps);

/// <summary>The file of --plot: the speed-up over the workers, beside the ideal.</summary>
internal static class SpeedUpChart
{
    private static readonly string[] Endings = [".png", ".svg"];

    /// <summary>The full path, once it is certain that it can be written.</summary>
    /// <exception cref="InvalidInputException">It has another ending, or its folder cannot be written to.</exception>
    public static string Check(string file, CliContext context)
    {
        if (!Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            throw new InvalidInputException("--plot", file, "a file that ends with .png or .svg");
        var path = context.FullPath(file);
        if (Directory.Exists(path))
            throw new InvalidInputException("--plot", file, "a file, but this is a folder");
        context.CreateFolder("The folder of --plot", context.ShortPath(Path.GetDirectoryName(path)!));
        Notices.WarnIfFontsAreMissing(context);
        return path;
    }

    public static void Write(string title, string xLabel, IReadOnlyList<SpeedUpLine> lines, string path)
    {
        double[] ends = [1, lines.SelectMany(line => line.Workers).Max()];
        var ideal = new ChartLine("ideal", ends, ends) { Opacity = 0.35 };
        var chart = new LineChart(title, xLabel, "speed-up", [.. lines.Select(LineOf), ideal])
        {
            HasIntegerX = true, StartsAtZero = true,
        };
        ChartFile.Write(chart, path);
    }

    private static ChartLine LineOf(SpeedUpLine line) => new(line.Name, [.. line.Workers.Select(count => (double)count)], line.SpeedUps)
    {
        HasMarkers = true,
    };
}
