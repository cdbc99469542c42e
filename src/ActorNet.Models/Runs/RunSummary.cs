using System.Text.Json.Serialization;
using ActorNet.Protocol;

namespace ActorNet.Models.Runs;

/// <summary>
/// The content of summary.json: a run's result. Other programs read it: names and order are stable, and new properties are added at the
/// end. TrainSeconds are without evaluation and start-up; TestAccuracy is null for regression.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record RunSummary(
    string RunId, SummaryDataset Dataset, string Network, int Parameters, ulong Seed, int Workers, long Steps,
    IReadOnlyList<SummaryEpoch> Epochs, double TestLoss, double? TestAccuracy, double TrainSeconds, double SamplesPerSecond,
    string WeightsSha256)
{
    public StopReason StopReason { get; init; }

    /// <summary>The epoch of the weights, if there are validation samples.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? BestEpoch { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Notice { get; init; }

    public int Threads { get; init; } = 1;
}

internal sealed record SummaryDataset(string Name, string Sha256, int TrainSamples, int TestSamples);

/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="TrainLoss">The mean cost per sample over the epoch's minibatches, each measured before its step.</param>
/// <param name="TestAccuracy">The fraction of test samples classified correctly after the epoch; null for regression.</param>
/// <param name="Seconds">Training time.</param>
internal sealed record SummaryEpoch(int Epoch, double TrainLoss, double? TestAccuracy, double Seconds)
{
    public double TestLoss { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationLoss { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationAccuracy { get; init; }
}
