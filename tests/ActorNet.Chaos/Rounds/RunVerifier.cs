using System.Text.Json;
using ActorNet.Chaos.Environments;
using ActorNet.Chaos.Plan;
using ActorNet.Learning.Networks;
using ActorNet.Models.Runs;
using ActorNet.Models.Trained;

namespace ActorNet.Chaos.Rounds;

/// <summary>A run's folder after any faults: it must be complete, and contain each epoch once.</summary>
internal static class RunVerifier
{
    /// <exception cref="ChaosException">The run's folder is wrong.</exception>
    public static void Check(string path, Training training, string weights)
    {
        var run = RunDirectory.Open(path);
        var summary = run.ReadSummary() ?? throw new ChaosException($"Run '{path}' has no summary.");
        var epochs = Enumerable.Range(1, training.Epochs).ToList();
        Require(summary.WeightsSha256 == weights, $"has weights {summary.WeightsSha256} instead of {weights}");
        Require(summary.Steps == training.Steps, $"has {summary.Steps} steps instead of {training.Steps}");
        Require(summary.Epochs.Select(epoch => epoch.Epoch).SequenceEqual(epochs), "has a summary without each epoch once");
        Require(WeightsHash.Of(ModelFile.Read(run.ModelPath).Parameters) == weights, "has another model");
        Require(EpochsIn(run.MetricsPath).SequenceEqual(epochs), "has metrics without each epoch once");
        var newest = run.Checkpoints.ReadNewest(out var damaged);
        Require(newest is { } state && damaged.Count == 0 && state.Step == training.Steps, "has another newest checkpoint");

        void Require(bool condition, string problem)
        {
            if (!condition)
                throw new ChaosException($"Run '{path}' {problem}.");
        }
    }

    private static IEnumerable<int> EpochsIn(string metrics) =>
        from line in File.ReadLines(metrics)
        let entry = JsonDocument.Parse(line).RootElement
        where entry.GetProperty("event").GetString() == "epoch-completed"
        select entry.GetProperty("epoch").GetInt32();
}
