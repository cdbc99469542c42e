namespace ActorNet.Models.Datasets;

/// <summary>What was asked for as data: enough to load the same data again.</summary>
/// <param name="Dataset">One of <see cref="Keywords"/>, or the full path of a folder or CSV file; empty where that is not told.</param>
/// <param name="DataFolder">The full path of the data folder that was named; null for the usual one.</param>
/// <param name="Target">The target columns of a CSV file, joined by commas; null for the usual one.</param>
/// <param name="Task">What a CSV file's targets are: "classification" or "regression"; null to go by the file.</param>
public sealed record DatasetRequest(string Dataset, string? DataFolder = null, string? Target = null, string? Task = null)
{
    /// <summary>Data sets without a path.</summary>
    public static IReadOnlyList<string> Keywords { get; } = ["auto", "mnist", "digits"];
}
