using System.Text.Json.Serialization;
using ActorNet.Protocol;

namespace ActorNet.Models.Runs;

/// <summary>
/// The content of summary.json: a run's result. Other programs read it: names and order are stable, and new properties are
/// added at the end.
/// </summary>
/// <param name="RunId">The run's id.</param>
/// <param name="Dataset">The data.</param>
/// <param name="Network">Layer widths, such as "784-128-10".</param>
/// <param name="Parameters">The number of weights and biases.</param>
/// <param name="Seed">The random seed.</param>
/// <param name="Workers">The number of workers.</param>
/// <param name="Steps">Steps since the start of the run.</param>
/// <param name="Epochs">The epochs, in order.</param>
/// <param name="TestLoss">The mean cost per test sample with the final weights.</param>
/// <param name="TestAccuracy">The fraction of test samples classified correctly with the final weights; null for regression.</param>
/// <param name="TrainSeconds">Training time, without evaluation and start-up.</param>
/// <param name="SamplesPerSecond">Training samples per second of that time.</param>
/// <param name="WeightsSha256">SHA-256 of the final parameters as little-endian float32.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record RunSummary(
    string RunId, SummaryDataset Dataset, string Network, int Parameters, ulong Seed, int Workers, long Steps,
    IReadOnlyList<SummaryEpoch> Epochs, double TestLoss, double? TestAccuracy, double TrainSeconds, double SamplesPerSecond,
    string WeightsSha256)
{
    /// <summary>Why the run ended.</summary>
    public StopReason StopReason { get; init; }

    /// <summary>The epoch of the weights, if there are validation samples.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? BestEpoch { get; init; }

    /// <summary>A notice about the data for the user.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Notice { get; init; }

    /// <summary>Compute threads per worker.</summary>
    public int Threads { get; init; } = 1;
}

internal sealed record SummaryDataset(string Name, string Sha256, int TrainSamples, int TestSamples);

/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="TrainLoss">The mean cost per sample over the epoch's minibatches, each measured before its step.</param>
/// <param name="TestAccuracy">The fraction of test samples classified correctly after the epoch; null for regression.</param>
/// <param name="Seconds">Training time.</param>
internal sealed record SummaryEpoch(int Epoch, double TrainLoss, double? TestAccuracy, double Seconds)
{
    /// <summary>The mean cost per test sample after the epoch.</summary>
    public double TestLoss { get; init; }

    /// <summary>The mean cost per validation sample after the epoch, if there are any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationLoss { get; init; }

    /// <summary>The fraction of validation samples classified correctly after the epoch, if there are any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationAccuracy { get; init; }
}
