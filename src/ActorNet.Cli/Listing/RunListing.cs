using System.Globalization;
using System.Text.Json.Serialization;
using ActorNet.Cli.Console;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;

namespace ActorNet.Cli.Listing;

/// <summary>One run, as `actornet runs` shows it. Other programs read it: names and order stay, new facts are added at the end.</summary>
/// <param name="RunId">The run; its folder's name where run.json cannot be read.</param>
/// <param name="Path">Its folder.</param>
/// <param name="Created">When it was created; null where that is not known.</param>
/// <param name="Status">How it ended, as in its summary; "diverged" where it failed so; "unfinished" where it has not ended; "damaged"
/// where it cannot be read.</param>
/// <param name="Dataset">The data set's name.</param>
/// <param name="Network">Layer widths.</param>
/// <param name="Epochs">Epochs asked for.</param>
/// <param name="Steps">Steps done, as far as is known.</param>
/// <param name="TestAccuracy">The share of test samples classified rightly.</param>
/// <param name="SamplesPerSecond">Training speed.</param>
/// <param name="WeightsSha256">SHA-256 of the final weights.</param>
internal sealed record RunListing(
    string RunId, string Path, DateTimeOffset? Created, string Status, string? Dataset, string? Network, int? Epochs, long? Steps,
    double? TestAccuracy, double? SamplesPerSecond, string? WeightsSha256)
{
    /// <summary>What is wrong with it; null where nothing is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Problem { get; init; }

    public int? EpochsDone { get; init; }

    public double? TestLoss { get; init; }

    /// <summary>The optimizer, its learning rate and the batch, in a few words.</summary>
    public string? Training { get; init; }

    public Cost? Cost { get; init; }

    /// <summary>The step at which it failed, from 1; null where it did not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? FailedStep { get; init; }

    public static IReadOnlyList<string> Heads { get; } =
        ["Run", "Created (UTC)", "Data", "Network", "Training", "Epochs", "Accuracy", "Loss", "Samples/s", "Weights", "Status"];

    public static RunListing Read(string folder, string shortPath)
    {
        try
        {
            var directory = RunDirectory.Open(folder);
            var (run, summary) = (directory.Description, directory.ReadSummary());
            var failure = summary is null ? directory.ReadFailure() : null;
            var steps = summary?.Steps ?? directory.Checkpoints.NewestStep();
            return new RunListing(
                run.RunId, shortPath, run.Created, (summary is null ? null : Choice<StopReason>.NameOf(summary.StopReason))
                    ?? failure?.Reason ?? "unfinished", run.Dataset.Name,
                run.Spec.Network.Widths.ToString(), run.Spec.Epochs, steps, summary?.TestAccuracy, summary?.SamplesPerSecond,
                summary?.WeightsSha256)
            {
                EpochsDone = summary?.Epochs.Count ?? (int)((steps ?? 0) / StepsPerEpoch(run)),
                FailedStep = failure?.Step,
                TestLoss = summary?.TestLoss,
                Cost = run.Spec.Network.Cost,
                Training = Invariant(
                    $"{HyperParameter.Text(run.Spec.Optimizer.Kind)} {run.Spec.Optimizer.LearningRate}, batch {run.Spec.BatchSize}"),
            };
        }
        catch (Exception fault) when (fault is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            var name = System.IO.Path.GetFileName(folder);
            return new RunListing(name, shortPath, null, "damaged", null, null, null, null, null, null, null) { Problem = fault.Message };
        }
    }

    public IReadOnlyList<string> ToCells() =>
    [
        System.IO.Path.GetFileName(Path), // what other commands find it by
        Created?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "",
        Dataset ?? "",
        Network ?? "",
        Training ?? "",
        Epochs is null ? "" : Invariant($"{EpochsDone}/{Epochs}"),
        TestAccuracy is { } accuracy ? RunText.Percent(accuracy) : "",
        TestLoss?.ToString("F4", CultureInfo.InvariantCulture) ?? "",
        SamplesPerSecond?.ToString("N0", CultureInfo.InvariantCulture) ?? "",
        WeightsSha256?[..Math.Min(8, WeightsSha256.Length)] ?? "",
        FailedStep is { } step ? Invariant($"{Status} at step {step:N0}") : Status,
    ];

    private static long StepsPerEpoch(RunDescription run) => new MinibatchPlan(run.Spec, run.Dataset.TrainSamples).StepsPerEpoch;
}
