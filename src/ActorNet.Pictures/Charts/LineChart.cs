namespace ActorNet.Pictures.Charts;

/// <summary>A line chart. Axis labels include units; named lines are in the legend.</summary>
internal sealed record LineChart(string Title, string XLabel, string YLabel, IReadOnlyList<ChartLine> Lines)
{
    /// <summary>Whether both axes have the same scale, as on a map.</summary>
    public bool HasEqualScales { get; init; }

    /// <summary>Whether x ticks are integers only, as for epochs.</summary>
    public bool HasIntegerX { get; init; }

    /// <summary>Whether the y axis includes 0, so that small changes do not look large.</summary>
    public bool StartsAtZero { get; init; }

    /// <summary>Whether the y axis is logarithmic; all values must then be positive.</summary>
    public bool IsLogarithmic { get; init; }

    public string YAxisTitle => IsLogarithmic ? $"{YLabel} (logarithmic)" : YLabel;
}

/// <param name="Name">The name in the legend; empty for background lines, such as contours.</param>
/// <param name="X">The points' x values.</param>
/// <param name="Y">The points' y values, as many; NaN interrupts the line.</param>
internal sealed record ChartLine(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>Whether points have markers.</summary>
    public bool HasMarkers { get; init; }

    /// <summary>The palette index of the colour; null for the next colour.</summary>
    public int? Colour { get; init; }

    /// <summary>The opacity, 0 to 1: distinguishes lines of one colour.</summary>
    public double Opacity { get; init; } = 1;
}
