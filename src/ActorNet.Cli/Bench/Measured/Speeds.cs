namespace ActorNet.Cli.Bench.Measured;

/// <summary>Speeds of the repeats of one thing, each with the FMA limit of the cores it ran on, both per second.</summary>
internal sealed class Speeds
{
    private readonly List<double> _speeds = [];
    private readonly List<double> _limits = [];
    private readonly List<double> _shares = [];

    public double Median => MedianOf(_speeds);

    public double Best => _speeds.Max();

    public double Limit => MedianOf(_limits);

    /// <summary>The median of the speeds' shares of their limits.</summary>
    public double Share => MedianOf(_shares);

    /// <summary>
    /// Adds a repeat. The limits right before and after it are taken on the same machine at nearly the same time; of the two
    /// the larger one counts, so that a measurement of the limit that was disturbed never flatters the speed.
    /// </summary>
    public void Add(double speed, double limitBefore, double limitAfter)
    {
        var limit = Math.Max(limitBefore, limitAfter);
        _speeds.Add(speed);
        _limits.Add(limit);
        _shares.Add(speed / limit);
    }

    /// <summary>The median: of an even number of values the mean of the two in the middle.</summary>
    public static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
