using ActorNet.Models.Recording;

namespace ActorNet.Verification;

/// <summary>Whether a run's chain fits its options and its metrics, and has a link wherever one is due. Computes hashes alone.</summary>
internal static class ChainCheck
{
    /// <returns>The first thing that does not hold; null if all does.</returns>
    public static Finding? Find(RunRecord run)
    {
        if (run.DamagedLine is { } line)
            return Wrong(run, null, $"File 'metrics.jsonl' is damaged: line {line} is not an event.");
        if (run.Links.Count == 0)
            return Wrong(run, null, $"Run '{run.Description.RunId}' has no chain in its metrics.jsonl: a version without it began the run, or its lines were removed.");
        var chain = new MetricsChain(run.Description);
        if (run.Description.Spec.InitialWeights is { } initial && run.LinkAt(0) is { } begin && begin.WeightsSha256 != initial)
            return Wrong(run, 0, $"File 'metrics.jsonl' begins with weights of SHA-256 {begin.WeightsSha256}, but by run.json they are {initial}.");
        var (last, due) = (-1L, 0L);
        foreach (var recorded in run.Events)
        {
            if (RunRecord.StepOf(recorded) is { } step && recorded is not WeightsHashed && (step <= last || step > due))
                return Wrong(run, due, Invariant($"File 'metrics.jsonl' has a line of step {step:N0} where those up to step {due:N0} are due."));
            // Only a link can tell of lines that are missing before it, so it names the stretch.
            if (chain.Add(recorded) is not WeightsHashed expected)
                continue;
            var link = (WeightsHashed)recorded;
            if (link.Step != due)
                return Wrong(run, due, Invariant($"File 'metrics.jsonl' has a link of step {link.Step:N0} where that of step {due:N0} is due."));
            if (link.Link != expected.Link)
                return due == 0 ? OtherOptions(run) : Broken(run, due);
            (last, due) = (due, NextDue(run.Plan, due));
        }

        return MissingEnd(run);
    }

    /// <summary>The next step whose weights are hashed.</summary>
    public static long NextDue(MinibatchPlan plan, long step)
    {
        do
            step++;
        while (!plan.IsHashDue(step));
        return step;
    }

    private static Finding OtherOptions(RunRecord run) => new(
        "run.json", 0,
        "The chain in metrics.jsonl does not begin with the options in run.json: an option, the seed or the data set in run.json were changed, or the chain's first link, of step 0, was.");

    private static Finding Broken(RunRecord run, long step)
    {
        var before = run.Links.Last(link => link.Step < step).Step;
        return Wrong(run, step, Invariant(
            $"The chain in metrics.jsonl breaks at step {step:N0}: a line of the steps {before + 1:N0} to {step:N0} was changed, added or removed, or the link of step {before:N0} or {step:N0} was changed."));
    }

    /// <summary>A run that has ended has links and epochs up to its end.</summary>
    private static Finding? MissingEnd(RunRecord run)
    {
        if (run.Completed is not { Reason: not StopReason.Interrupted } completed || run.LinkAt(completed.Steps) is not null)
            return null;
        return Wrong(run, completed.Steps, Invariant(
            $"File 'metrics.jsonl' says that the run ended after step {completed.Steps:N0}, but its chain ends at step {run.Links[^1].Step:N0}."));
    }

    private static Finding Wrong(RunRecord run, long? step, string sentence) => new(run.MetricsName, step, sentence);
}
