using System.Text.Json;
using ActorNet.Chaos.Plan;
using ActorNet.Chaos.World;
using ActorNet.Learning.Networks;
using ActorNet.Models.Runs;
using ActorNet.Models.Trained;

namespace ActorNet.Chaos.Rounds;

/// <summary>What a run's folder must be in the end, whatever has happened: complete, and each epoch there once.</summary>
internal static class Outcome
{
    /// <summary>Checks it.</summary>
    /// <exception cref="ChaosException">It is otherwise.</exception>
    public static void Check(string path, Training training, string weights)
    {
        var run = RunDirectory.Open(path);
        var summary = run.ReadSummary() ?? throw new ChaosException($"Run '{path}' has no summary.");
        var epochs = Enumerable.Range(1, training.Epochs).ToList();
        Demand(summary.WeightsSha256 == weights, $"has weights {summary.WeightsSha256} instead of {weights}");
        Demand(summary.Steps == training.Steps, $"has {summary.Steps} steps instead of {training.Steps}");
        Demand(summary.Epochs.Select(epoch => epoch.Epoch).SequenceEqual(epochs), "has a summary without each epoch once");
        Demand(WeightsHash.Of(ModelFile.Read(run.ModelPath).Parameters) == weights, "has another model");
        Demand(EpochsIn(run.MetricsPath).SequenceEqual(epochs), "has metrics without each epoch once");
        Demand(run.Checkpoints.ReadNewest(out var damaged) is { } state && damaged.Count == 0 && state.Step == training.Steps, "has another newest checkpoint");

        void Demand(bool condition, string otherwise)
        {
            if (!condition)
                throw new ChaosException($"Run '{path}' {otherwise}.");
        }
    }

    private static IEnumerable<int> EpochsIn(string metrics) =>
        from line in File.ReadLines(metrics)
        let told = JsonDocument.Parse(line).RootElement
        where told.GetProperty("event").GetString() == "epoch-completed"
        select told.GetProperty("epoch").GetInt32();
}
