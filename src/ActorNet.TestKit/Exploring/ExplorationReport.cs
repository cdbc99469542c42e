using System.Globalization;

namespace ActorNet.TestKit.Exploring;

/// <summary>What happened in an exploration.</summary>
/// <param name="Runs">The number of runs.</param>
/// <param name="Counts">How often what happened, over all runs.</param>
public sealed record ExplorationReport(int Runs, IReadOnlyDictionary<string, long> Counts)
{
    /// <summary>One line per count.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Runs} runs\n")
        + string.Join('\n', Counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Value,12:N0} {count.Key}")));
}
