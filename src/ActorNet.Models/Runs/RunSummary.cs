using System.Text.Json.Serialization;
using ActorNet.Protocol;

namespace ActorNet.Models.Runs;

/// <summary>
/// What summary.json says: a run's outcome. Other programs read it: the names and their order stay as they are, and new
/// facts are added at the end.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="Dataset">Its data.</param>
/// <param name="Network">Layer widths, such as "784-128-10".</param>
/// <param name="Parameters">The number of weights and biases.</param>
/// <param name="Seed">Where the run's random numbers started.</param>
/// <param name="Workers">How many workers computed.</param>
/// <param name="Steps">Steps done since the run began.</param>
/// <param name="Epochs">Each epoch, in order.</param>
/// <param name="TestLoss">The mean cost per test sample with the final weights.</param>
/// <param name="TestAccuracy">The share of test samples classified rightly with them; null for regression.</param>
/// <param name="TrainSeconds">Time spent training, without evaluation and start-up.</param>
/// <param name="SamplesPerSecond">Samples trained on per second of that time.</param>
/// <param name="WeightsSha256">SHA-256 of the final parameters as little-endian float32.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record RunSummary(
    string RunId, SummaryDataset Dataset, string Network, int Parameters, ulong Seed, int Workers, long Steps,
    IReadOnlyList<SummaryEpoch> Epochs, double TestLoss, double? TestAccuracy, double TrainSeconds, double SamplesPerSecond,
    string WeightsSha256)
{
    /// <summary>Why the run ended.</summary>
    public StopReason StopReason { get; init; }

    /// <summary>The epoch the weights are from, where there are validation samples.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? BestEpoch { get; init; }

    /// <summary>A sentence the user should read about the data.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Notice { get; init; }

    /// <summary>Compute threads of each worker.</summary>
    public int Threads { get; init; } = 1;
}

/// <summary>The data of a run.</summary>
/// <param name="Name">The data set's name.</param>
/// <param name="Sha256">SHA-256 over the data.</param>
/// <param name="TrainSamples">Samples in the training set.</param>
/// <param name="TestSamples">Samples in the test set.</param>
internal sealed record SummaryDataset(string Name, string Sha256, int TrainSamples, int TestSamples);

/// <summary>One epoch of a run.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="TrainLoss">The mean cost per sample over the epoch's minibatches, each taken before its step.</param>
/// <param name="TestAccuracy">The share of test samples classified rightly after it; null for regression.</param>
/// <param name="Seconds">The time spent training in it.</param>
internal sealed record SummaryEpoch(int Epoch, double TrainLoss, double? TestAccuracy, double Seconds)
{
    /// <summary>The mean cost per test sample after it.</summary>
    public double TestLoss { get; init; }

    /// <summary>The mean cost per validation sample after it, where there are any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationLoss { get; init; }

    /// <summary>The share of validation samples classified rightly after it, where there are any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationAccuracy { get; init; }
}
