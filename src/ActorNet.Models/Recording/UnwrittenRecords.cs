namespace ActorNet.Models.Recording;

/// <summary>What a <see cref="RunRecorder"/> could not write until its end.</summary>
/// <param name="Events">How many lines the metrics lack.</param>
/// <param name="Checkpoints">The steps of the checkpoints that are missing.</param>
/// <param name="Reason">Why the last try failed.</param>
internal sealed record UnwrittenRecords(int Events, IReadOnlyList<long> Checkpoints, Exception Reason);
