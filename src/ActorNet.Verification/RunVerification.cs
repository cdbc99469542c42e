using ActorNet.Learning.Samples;

namespace ActorNet.Verification;

/// <summary>
/// Verifies a run: its chain and its files against each other, which computes nothing, then stretches of its steps by computing them again.
/// Ends at the first thing that does not hold.
/// </summary>
internal sealed class RunVerification
{
    private readonly RunRecord _run;
    private readonly IReadOnlyList<KeptState> _states = [];
    private readonly StretchPlan _plan;

    /// <summary>Reads the folder and checks all that needs no computing.</summary>
    /// <exception cref="InvalidInputException">The run has not begun, or its summary cannot be read.</exception>
    public RunVerification(RunDirectory directory)
    {
        _run = RunRecord.Read(directory);
        _plan = new StretchPlan([], []);
        Finding = ChainCheck.Find(_run);
        if (Finding is not null)
            return;
        var findings = new List<Finding>();
        _states = KeptState.Read(_run, findings);
        // Initial weights that were given are kept as the checkpoint of step 0 alone.
        if (directory.Description.Spec.InitialWeights is null)
            _states = [KeptState.Seed, .. _states.Where(state => state.Step > 0)];
        Finding = findings.FirstOrDefault() ?? ResultCheck.Find(_run, _states);
        _plan = new StretchPlan(_run.Links.Select(link => link.Step), _states);
    }

    /// <summary>The first thing that does not hold; null if all does so far.</summary>
    public Finding? Finding { get; private set; }

    public RunDescription Description => _run.Description;

    public int Links => _run.Links.Count;

    public int Checkpoints => _states.Count(state => state.File is not null);

    /// <summary>What can be computed again.</summary>
    public StretchPlan Plan => _plan;

    /// <summary>Computes stretches again, until one does not hold.</summary>
    /// <param name="dataset">The run's data.</param>
    /// <param name="stretches">Stretches of <see cref="Plan"/>.</param>
    /// <param name="threads">Threads to compute with.</param>
    /// <param name="cancellationToken">Ends it between two stretches.</param>
    public void Compute(Dataset dataset, IEnumerable<Stretch> stretches, int threads, CancellationToken cancellationToken)
    {
        var check = new StretchCheck(_run, dataset, threads);
        foreach (var stretch in stretches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var end = _states.FirstOrDefault(state => state.File is not null && state.Step == stretch.To);
            if ((Finding ??= check.Find(stretch, end)) is not null)
                return;
        }
    }
}
