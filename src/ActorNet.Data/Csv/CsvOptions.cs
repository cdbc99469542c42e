namespace ActorNet.Data.Csv;

/// <summary>How a CSV table is read as a data set.</summary>
public sealed record CsvOptions
{
    /// <summary>Target column names; empty means the last column. All other columns are features.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Classification or regression.</summary>
    public PredictionTask Task { get; init; } = PredictionTask.Auto;
}
