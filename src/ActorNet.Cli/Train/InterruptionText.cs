namespace ActorNet.Cli.Train;

/// <summary>What an interrupted run prints: what is saved, and how to resume it.</summary>
internal sealed class InterruptionText(TrainRequest request, CliContext context)
{
    private volatile PreparedRun? _run;
    private volatile bool _isStandingBy;

    /// <summary>From now on the state of the run can be saved.</summary>
    public PreparedRun Begin(PreparedRun run) => _run = run;

    /// <summary>Until then, this is one of several coordinators, and another trains.</summary>
    public void StandBy() => _isStandingBy = true;

    /// <summary>What the first request to stop leads to.</summary>
    public string Stopping => _run is null
        ? _isStandingBy ? "Leaving the other coordinators (repeat to end at once)."
        : "Stopping; there is nothing to save yet (repeat to end at once)."
        : "Stopping; what has been computed will be saved (repeat to end at once).";

    /// <summary>What the second one leaves.</summary>
    public string EndedAtOnce => _run switch
    {
        null => "Ended at once; nothing was saved.",
        var run when run.Directory.Checkpoints.NewestStep() is { } step =>
            Invariant($"Ended at once; the newest checkpoint is of step {step:N0}; resume with: {Resume(run)}"),
        var run => $"Ended at once, before the first checkpoint; start again with: {Resume(run)}",
    };

    /// <summary>What is said once the state is saved.</summary>
    public string Interrupted => _run!.Directory.Checkpoints.NewestStep() is > 0
        ? $"Interrupted; resume with: {Resume(_run)}"
        : $"Interrupted before the first step; start again with: {Resume(_run)}";

    /// <summary>The command that resumes the run, with the options that run.json does not keep.</summary>
    private string Resume(PreparedRun run)
    {
        var path = context.ShortPath(run.Directory.Path);
        var quoted = path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;
        return string.Join(' ', ["actornet", request.Command, "--resume", quoted, .. request.RunOptions]);
    }
}
