using ActorNet.Models.Runs;

namespace ActorNet.Replication.Replicas;

/// <summary>What a coordinator has of a run, as it tells the others.</summary>
/// <param name="Run">The run; null where it knows of none yet.</param>
/// <param name="Incarnation">The greatest fencing number it knows of; 0 where it knows of none.</param>
/// <param name="Newest">Its newest checkpoint, if any.</param>
/// <param name="MetricsBytes">The length of its metrics.</param>
/// <param name="Outcome">How the run ended; null where it is not over.</param>
/// <param name="Failure">Why the run can have no outcome; null where it may.</param>
internal sealed record ReplicaState(
    RunDescription? Run, int Incarnation, CheckpointVersion? Newest, long MetricsBytes, RunSummary? Outcome, RunFailure? Failure)
{
    /// <summary>What its copy is called, <see cref="RunDirectory.CopyId"/>: whoever has the same shares its files. Null where it has none.</summary>
    public string? CopyId { get; init; }

    /// <summary>What is known of the end, as bits that cross the wire: 1 the outcome, 2 the failure.</summary>
    public long News => (Outcome is null ? 0 : 1) + (Failure is null ? 0 : 2);
}

/// <summary>A checkpoint that a coordinator has. Of two the one with the greater incarnation is newer, and among equals that of the later step.</summary>
/// <param name="Incarnation">The fencing number of the coordinator it is from.</param>
/// <param name="Step">Its step.</param>
internal sealed record CheckpointVersion(int Incarnation, long Step)
{
    /// <summary>Whether it is newer than another; anything is newer than nothing.</summary>
    public bool IsNewerThan(CheckpointVersion? other) =>
        other is null || (Incarnation, Step).CompareTo((other.Incarnation, other.Step)) > 0;
}
