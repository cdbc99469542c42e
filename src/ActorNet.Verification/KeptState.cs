using ActorNet.Learning.Networks;

namespace ActorNet.Verification;

/// <summary>A checkpoint of a run, or the state that its seed determines: where computing may begin. Read again when it is needed.</summary>
/// <param name="File">The checkpoint, relative to the run's folder; null for the seed.</param>
/// <param name="Step">Its step.</param>
/// <param name="WeightsSha256">Its weights; null for the seed.</param>
internal sealed record KeptState(string? File, long Step, string? WeightsSha256)
{
    public static KeptState Seed { get; } = new(null, 0, null);

    /// <summary>What computing began with, in a sentence.</summary>
    public string Origin => File is null ? "the seed" : $"'{File}'";

    /// <summary>Reads a run's checkpoints, earliest first, and compares them with its chain.</summary>
    /// <param name="run">The run.</param>
    /// <param name="findings">What does not hold: these checkpoints are left out.</param>
    public static IReadOnlyList<KeptState> Read(RunRecord run, ICollection<Finding> findings)
    {
        var states = new List<KeptState>();
        foreach (var (path, step) in run.Directory.Checkpoints.NewestFirst().Reverse())
        {
            var name = run.Directory.NameOf(path);
            try
            {
                var state = CheckpointFile.Read(path, run.Description);
                var weights = WeightsHash.Of(state.Parameters);
                if (ProblemOf(run, name, step, state, weights) is { } problem)
                    findings.Add(new Finding(name, step, problem));
                else
                    states.Add(new KeptState(name, step, weights));
            }
            catch (Exception fault) when (fault is InvalidInputException or IOException or UnauthorizedAccessException)
            {
                findings.Add(new Finding(name, step, fault.Message));
            }
        }

        return states;
    }

    /// <summary>The state; null for the seed.</summary>
    public TrainingState? Load(RunDirectory run) => File is null ? null : CheckpointFile.Read(run.Checkpoints.PathOf(Step), run.Description);

    private static string? ProblemOf(RunRecord run, string file, long step, TrainingState state, string weights)
    {
        if (state.Step != step)
            return Invariant($"File '{file}' has the state after step {state.Step:N0}.");
        // One within an interval has no link; its neighbours can be computed from it and to it.
        if (run.LinkAt(step) is { } link)
        {
            if (weights != link.WeightsSha256)
                return Invariant(
                    $"File '{file}' has weights of SHA-256 {weights}, but those of the chain after step {step:N0} are {link.WeightsSha256}.");
            if (WeightsHash.OfState(state.OptimizerState, state.EpochLossSum, state.ReportLossSum) != link.StateSha256)
                return Invariant($"File '{file}' has the chain's weights of step {step:N0}, but not the state of its optimizer and costs.");
        }

        if (state.Best is { } best)
            return BestProblem(run, file, step, best);
        return run.BestEpochAt(step) is null ? null : Invariant($"File '{file}' has no best epoch, but metrics.jsonl has one up to step {step:N0}.");
    }

    /// <summary>The best epoch is not in the link of its checkpoint's step, but in that of its own.</summary>
    private static string? BestProblem(RunRecord run, string file, long step, BestEpoch best)
    {
        var marked = run.BestEpochAt(step);
        if (marked?.Epoch != best.Epoch || !marked.ValidationLoss.Equals(best.ValidationLoss))
            return Invariant($"File '{file}' has epoch {best.Epoch} as the best, but by metrics.jsonl that is epoch {marked?.Epoch}, or its loss is another.");
        var link = run.LinkAt(marked.Step);
        var hash = WeightsHash.Of(best.Parameters);
        return link is null || link.WeightsSha256 == hash ? null : Invariant(
            $"File '{file}' has weights of SHA-256 {hash} for the best epoch, but those of the chain after step {marked.Step:N0} are {link.WeightsSha256}.");
    }
}
