namespace ActorNet.Models.Recording;

/// <summary>The records that a <see cref="RunRecorder"/> could not write.</summary>
/// <param name="Events">The number of lines missing from the metrics.</param>
/// <param name="Checkpoints">The steps of the missing checkpoints.</param>
/// <param name="Reason">The error of the last attempt.</param>
internal sealed record UnwrittenRecords(int Events, IReadOnlyList<long> Checkpoints, Exception Reason);
