namespace ActorNet.Models.Datasets;

/// <summary>The user's data request: enough to load the same data again.</summary>
/// <param name="Dataset">One of <see cref="Keywords"/>, or the full path of a folder or CSV file; empty if undisclosed.</param>
/// <param name="DataFolder">The full path of the data folder; null for the default.</param>
/// <param name="Target">The target columns of a CSV file, comma-separated; null for the default.</param>
/// <param name="Task">The task of a CSV file: "classification" or "regression"; null to detect it.</param>
public sealed record DatasetRequest(string Dataset, string? DataFolder = null, string? Target = null, string? Task = null)
{
    /// <summary>Data set names that are not paths.</summary>
    public static IReadOnlyList<string> Keywords { get; } = ["auto", "mnist", "digits"];
}
