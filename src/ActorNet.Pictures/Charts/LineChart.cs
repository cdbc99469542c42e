namespace ActorNet.Pictures.Charts;

/// <summary>Lines over one pair of axes.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="XLabel">What goes to the right, with its unit.</param>
/// <param name="YLabel">What goes up, with its unit.</param>
/// <param name="Lines">The lines; those with a name are in the legend.</param>
internal sealed record LineChart(string Title, string XLabel, string YLabel, IReadOnlyList<ChartLine> Lines)
{
    /// <summary>Whether a unit to the right is as long as one upwards, as on a map.</summary>
    public bool HasEqualScales { get; init; }

    /// <summary>Whether only whole numbers make sense to the right, as for epochs.</summary>
    public bool HasIntegerX { get; init; }

    /// <summary>Whether the scale upwards begins with 0 at the latest, so that a small change does not look like a great one.</summary>
    public bool StartsAtZero { get; init; }

    /// <summary>Whether going up multiplies: then all values must be above 0.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>What stands at the axis upwards.</summary>
    public string YAxisTitle => IsLogarithmic ? $"{YLabel} (logarithmic)" : YLabel;
}

/// <summary>A line through points, in their order.</summary>
/// <param name="Name">What the legend calls it; empty for a line that is only a background, such as a contour.</param>
/// <param name="X">Where the points are, to the right.</param>
/// <param name="Y">Where they are, upwards; as many. NaN interrupts the line.</param>
internal sealed record ChartLine(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>Whether each point is marked.</summary>
    public bool HasMarkers { get; init; }

    /// <summary>The number of its colour in the palette; null for the next one.</summary>
    public int? Colour { get; init; }

    /// <summary>How strongly it is drawn, to 1: lines of one colour differ in it.</summary>
    public double Opacity { get; init; } = 1;
}
