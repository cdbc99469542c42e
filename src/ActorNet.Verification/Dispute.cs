using ActorNet.Learning.Samples;

namespace ActorNet.Verification;

/// <summary>
/// Settles a dispute between two runs of the same options (refereed delegation: Canetti, Riva and Rothblum 2011; for training, Arun et al.
/// 2025, arXiv 2502.19405): finds the first interval in which their chains part, and computes only that again, from a state for which both
/// chains vouch.
/// </summary>
internal sealed class Dispute
{
    private readonly RunRecord[] _runs;
    private readonly (RunRecord Run, KeptState State) _from;

    /// <summary>Finds where the runs part; computes nothing.</summary>
    /// <exception cref="InvalidInputException">A run has not begun, or they have different options, or neither can be computed.</exception>
    public Dispute(RunDirectory one, RunDirectory other)
    {
        if (one.Description.ChainOrigin() != other.Description.ChainOrigin())
            throw InvalidInputException.Of(
                $"Runs '{one.Description.RunId}' and '{other.Description.RunId}'", "have different options, seeds or data",
                advice: "compare them with `actornet runs`; a dispute needs two runs of the same");
        _runs = [RunRecord.Read(one), RunRecord.Read(other)];
        Broken = [.. _runs.Select(ChainCheck.Find)];
        if (Broken.Any(finding => finding is not null))
            return;
        var parted = FirstDifference(_runs[0].Links, _runs[1].Links);
        CommonSteps = parted == 0 ? -1 : _runs[0].Links[parted - 1].Step;
        if (parted == _runs.Min(run => run.Links.Count))
            return;
        PartedAt = _runs[0].Links[parted].Step;
        _from = Nearest();
    }

    /// <summary>For each run what is wrong with its chain itself; null if it holds.</summary>
    public IReadOnlyList<Finding?> Broken { get; }

    /// <summary>The last step up to which the chains agree; -1 if they do not even begin with the same weights.</summary>
    public long CommonSteps { get; }

    /// <summary>The first step whose links differ; null if there is none: one of the runs at most is longer.</summary>
    public long? PartedAt { get; }

    /// <summary>The kept state from which the interval is computed, of one of the runs.</summary>
    public KeptState From => _from.State;

    /// <summary>The folder that has it.</summary>
    public RunDirectory FromRun => _from.Run.Directory;

    /// <summary>Steps that a verdict takes.</summary>
    public long StepsToCompute => PartedAt is { } step ? step - From.Step : 0;

    /// <summary>Computes the interval again and compares both runs with it.</summary>
    public DisputeVerdict Settle(Dataset dataset, int threads)
    {
        var (step, start) = (PartedAt!.Value, From.Step == 0 ? -1 : From.Step);
        using var replay = new Replay(_from.Run.Description.Spec, dataset, From.Load(FromRun), threads);
        var computed = replay.RunTo(step);
        return new DisputeVerdict([.. _runs.Select(run => Compare(run, start, step, computed))], replay.Step);
    }

    /// <summary>Links are chained, so those before a link are equal if it is: bisection finds the first that differs.</summary>
    /// <returns>Its index; the smaller count if there is none.</returns>
    internal static int FirstDifference(IReadOnlyList<WeightsHashed> one, IReadOnlyList<WeightsHashed> other)
    {
        var (low, high) = (0, Math.Min(one.Count, other.Count));
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (one[middle].Link == other[middle].Link)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>The nearest state before the interval that is linked in both chains, so that neither run can have made it up alone.</summary>
    private (RunRecord Run, KeptState State) Nearest()
    {
        var states = _runs.SelectMany(run => KeptState.Read(run, []).Select(state => (Run: run, State: state)))
            .Where(each => each.State.Step <= CommonSteps && each.Run.LinkAt(each.State.Step) is not null);
        var seed = _runs[0].Description.Spec.InitialWeights is null ? [(_runs[0], KeptState.Seed)] : Array.Empty<(RunRecord, KeptState)>();
        var all = seed.Concat(states).ToList();
        return all.Count > 0 ? all.MaxBy(each => each.Item2.Step) : throw InvalidInputException.Of(
            $"Runs '{_runs[0].Description.RunId}' and '{_runs[1].Description.RunId}'",
            Invariant($"have no checkpoint up to step {CommonSteps:N0}, where they part, and their initial weights are not kept"));
    }

    private RunVerdict Compare(RunRecord run, long start, long end, IReadOnlyList<TrainingEvent> computed)
    {
        var finding = StretchCheck.Difference(run, From, run.Between(start, end), computed);
        if (finding is null)
            return new RunVerdict(run.Directory, null, null, null);
        // Losses are of the weights before a step, so they show an error one step later.
        var lastRight = run.Between(start, end)
            .TakeWhile(each => RunRecord.StepOf(each) < finding.Step).Select(RunRecord.StepOf).LastOrDefault() ?? Math.Max(start, 0);
        var link = computed.OfType<WeightsHashed>().FirstOrDefault(each => each.Step == end);
        var layer = link is not null && run.LinkAt(end) is { } own ? StretchCheck.LayerOf(own, link) : null;
        return new RunVerdict(run.Directory, finding, lastRight, layer);
    }
}
