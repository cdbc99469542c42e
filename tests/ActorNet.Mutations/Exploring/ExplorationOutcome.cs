using System.Text.Json;

namespace ActorNet.Mutations.Exploring;

/// <summary>What an exploration found.</summary>
/// <param name="IsFound">Whether a run failed.</param>
/// <param name="Runs">The number of runs, with the one that failed.</param>
/// <param name="Seconds">Time from the start of the process, with shrinking.</param>
/// <param name="Faults">Faults of the shrunk scenario; what mends one is not counted.</param>
/// <param name="Scenario">The shrunk scenario as C#.</param>
/// <param name="Failure">What is wrong, in a sentence.</param>
internal sealed record ExplorationOutcome(bool IsFound, long Runs, double Seconds, int Faults = 0, string? Scenario = null, string? Failure = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>The outcome among the lines that a process wrote; null if it wrote none.</summary>
    public static ExplorationOutcome? Find(string output) =>
        output.Split('\n').LastOrDefault(line => line.StartsWith("{\"isFound\"", StringComparison.Ordinal)) is { } line
            ? JsonSerializer.Deserialize<ExplorationOutcome>(line, Json)
            : null;
}
