namespace ActorNet.Data.Csv;

/// <summary>How a table becomes a data set.</summary>
public sealed record CsvOptions
{
    /// <summary>The names of the target columns; empty means the last column. All others are features.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>What is to be learned.</summary>
    public PredictionTask Task { get; init; } = PredictionTask.Auto;
}
