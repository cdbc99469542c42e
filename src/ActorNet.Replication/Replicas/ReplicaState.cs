using ActorNet.Models.Runs;

namespace ActorNet.Replication.Replicas;

/// <summary>The state of a coordinator's replica, as sent to the others.</summary>
/// <param name="Run">The run; null if not known yet.</param>
/// <param name="Incarnation">The greatest known fencing number; 0 if none is known.</param>
/// <param name="Newest">The newest checkpoint, if any.</param>
/// <param name="MetricsBytes">The length of the metrics in bytes.</param>
/// <param name="Outcome">The outcome of the run; null if it is not over.</param>
/// <param name="Failure">The reason why the run can have no outcome; null if it may.</param>
internal sealed record ReplicaState(
    RunDescription? Run, int Incarnation, CheckpointVersion? Newest, long MetricsBytes, RunSummary? Outcome, RunFailure? Failure)
{
    /// <summary>The maximum length accepted as JSON, in bytes: the outcome of a run of tens of thousands of epochs.</summary>
    public const int MaxBytes = 1 << 24;

    /// <summary>
    /// The <see cref="RunDirectory.CopyId"/> of the directory; coordinators with the same id share its files. Null without a directory.
    /// </summary>
    public string? CopyId { get; init; }

    /// <summary>What is known of the end of the run, as bits of the request frame: 1 outcome, 2 failure.</summary>
    public long News => (Outcome is null ? 0 : 1) + (Failure is null ? 0 : 2);
}

/// <summary>The version of a checkpoint, ordered by incarnation, then by step.</summary>
internal sealed record CheckpointVersion(int Incarnation, long Step)
{
    /// <summary>Any version is newer than null.</summary>
    public bool IsNewerThan(CheckpointVersion? other) =>
        other is null || (Incarnation, Step).CompareTo((other.Incarnation, other.Step)) > 0;
}
