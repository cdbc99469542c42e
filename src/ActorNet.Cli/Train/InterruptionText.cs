using ActorNet.Cli.Context;

namespace ActorNet.Cli.Train;

/// <summary>What is said to a user who interrupts a run: what is saved at this moment, and how to go on.</summary>
internal sealed class InterruptionText(TrainRequest request, CliContext context)
{
    private volatile PreparedRun? _run;
    private volatile bool _isStandingBy;

    /// <summary>From now on there is a run whose state can be saved.</summary>
    public PreparedRun Begin(PreparedRun run) => _run = run;

    /// <summary>Until then, this is one of several coordinators, and another trains.</summary>
    public void StandBy() => _isStandingBy = true;

    /// <summary>What the first request to stop leads to.</summary>
    public string Stopping => _run is null
        ? _isStandingBy ? "Leaving the other coordinators (once more to end at once)."
        : "Stopping; there is nothing to save yet (once more to end at once)."
        : "Stopping; what has been computed will be saved (once more to end at once).";

    /// <summary>What the second one leaves.</summary>
    public string EndedAtOnce => _run switch
    {
        null => "Ended at once; nothing was saved.",
        var run when run.Directory.Checkpoints.NewestStep() is { } step =>
            FormattableString.Invariant($"Ended at once; go on after step {step:N0}, where the newest checkpoint is, with: {Resume(run)}"),
        var run => $"Ended at once, before the first checkpoint; begin again with: {Resume(run)}",
    };

    /// <summary>What is said once the state is saved.</summary>
    public string Interrupted => _run!.Directory.Checkpoints.NewestStep() is > 0
        ? $"Interrupted; go on with: {Resume(_run)}"
        : $"Interrupted before the first step; begin again with: {Resume(_run)}";

    /// <summary>The command that goes on with the run as it was asked for, in what run.json does not know too.</summary>
    private string Resume(PreparedRun run)
    {
        var path = context.ShortPath(run.Directory.Path);
        var quoted = path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;
        return string.Join(' ', ["actornet", request.Command, "--resume", quoted, .. request.RunOptions]);
    }
}
