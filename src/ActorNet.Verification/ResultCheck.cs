using ActorNet.Learning.Networks;
using ActorNet.Models.Trained;

namespace ActorNet.Verification;

/// <summary>Whether summary.json and model.safetensors say what the chain and the metrics do.</summary>
internal static class ResultCheck
{
    private const string SummaryName = "summary.json";

    /// <summary>Compares both files, as far as the run has them.</summary>
    /// <param name="run">A run whose chain holds.</param>
    /// <param name="states">Its checkpoints: that of the last step of an interrupted run takes the place of a link.</param>
    /// <returns>The first thing that does not hold; null if all does.</returns>
    public static Finding? Find(RunRecord run, IReadOnlyList<KeptState> states)
    {
        var summary = run.Directory.ReadSummary();
        if (summary is not null && FindIn(summary, run) is { } finding)
            return finding;
        // The copy of another coordinator may lack the last line, but not the links before it.
        var completed = summary is null ? run.Completed
            : new TrainingCompleted(summary.RunId, summary.StopReason, summary.Steps, summary.WeightsSha256);
        if (completed is null)
            return null;

        var best = run.BestEpochAt(completed.Steps);
        var step = best?.Step ?? completed.Steps;
        var weights = run.LinkAt(step)?.WeightsSha256
            ?? states.FirstOrDefault(kept => kept.Step == step)?.WeightsSha256;
        if (weights is null)
            return null;
        if (completed.WeightsSha256 != weights)
            return Other(summary is null ? run.MetricsName : SummaryName, completed.WeightsSha256);
        if (run.Completed is { } line && line.Steps == completed.Steps && line.WeightsSha256 != weights)
            return Other(run.MetricsName, line.WeightsSha256);
        if (summary is not null && summary.BestEpoch != best?.Epoch)
            return new Finding(SummaryName, step, Invariant($"File '{SummaryName}' has {summary.BestEpoch} as the best epoch, but by metrics.jsonl that is {best?.Epoch}."));
        return File.Exists(run.Directory.ModelPath) ? FindInModel() : null;

        Finding Other(string file, string hash) => new(file, step, Invariant(
            $"File '{file}' has final weights of SHA-256 {hash}, but those of the chain after step {step:N0} are {weights}."));

        Finding? FindInModel()
        {
            var name = run.Directory.NameOf(run.Directory.ModelPath);
            try
            {
                var model = ModelFile.Read(run.Directory.ModelPath);
                if (WeightsHash.Of(model.Parameters) is var hash && hash != weights)
                    return Other(name, hash);
                return model.Network == run.Description.Spec.Network ? null
                    : new Finding(name, null, $"File '{name}' has another network than run.json.");
            }
            catch (InvalidInputException damaged)
            {
                return new Finding(name, null, damaged.Message);
            }
        }
    }

    private static Finding? FindIn(RunSummary summary, RunRecord run)
    {
        var description = run.Description;
        if (summary.RunId != description.RunId || summary.Seed != description.Spec.Seed || summary.Dataset.Sha256 != description.Dataset.Sha256
            || summary.Network != description.Spec.Network.Widths.ToString())
            return Wrong(null, "is of another run, seed, data set or network than run.json");
        if (summary.StopReason != StopReason.Interrupted && summary.Steps != run.Links[^1].Step)
            return Wrong(summary.Steps, Invariant($"ends after step {summary.Steps:N0}, but the chain ends at step {run.Links[^1].Step:N0}"));
        if (summary.StopReason == StopReason.AllEpochsDone && summary.Steps != run.Plan.TotalSteps)
            return Wrong(summary.Steps, Invariant(
                $"says that all epochs were done after step {summary.Steps:N0}, but by run.json they have {run.Plan.TotalSteps:N0} steps"));
        if (summary.Parameters != description.Spec.Network.ParameterCount)
            return Wrong(null, Invariant($"has {summary.Parameters:N0} parameters, but the network of run.json has {description.Spec.Network.ParameterCount:N0}"));
        var done = run.Events.OfType<EpochCompleted>().Where(epoch => epoch.Step <= summary.Steps).ToList();
        if (!summary.Epochs.Select(epoch => epoch.Epoch).SequenceEqual(done.Select(epoch => epoch.Epoch)))
            return Wrong(null, "has other epochs than metrics.jsonl");
        foreach (var epoch in summary.Epochs)
        {
            if (run.EpochAt(epoch.Epoch) is not { } line || !NumbersOf(epoch).SequenceEqual(NumbersOf(line)))
                return Wrong((long)epoch.Epoch * run.Plan.StepsPerEpoch, $"has other losses or accuracies for epoch {epoch.Epoch} than metrics.jsonl");
        }

        // That of an interrupted run may be of weights within an epoch.
        var result = summary.BestEpoch is { } best ? run.EpochAt(best) : done.LastOrDefault(epoch => epoch.Step == summary.Steps);
        if (result is not null && (!summary.TestLoss.Equals(result.TestLoss) || !summary.TestAccuracy.Equals(result.TestAccuracy)))
            return Wrong(result.Step, $"has another test loss or accuracy than metrics.jsonl has for epoch {result.Epoch}");
        return null;

        Finding Wrong(long? step, string problem) => new(SummaryName, step, $"File '{SummaryName}' {problem}.");
    }

    private static double?[] NumbersOf(SummaryEpoch epoch) =>
        [epoch.TrainLoss, epoch.TestLoss, epoch.TestAccuracy, epoch.ValidationLoss, epoch.ValidationAccuracy];

    private static double?[] NumbersOf(EpochCompleted epoch) =>
        [epoch.TrainLoss, epoch.TestLoss, epoch.TestAccuracy, epoch.ValidationLoss, epoch.ValidationAccuracy];
}
