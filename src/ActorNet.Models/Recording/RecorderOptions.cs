using ActorNet.Learning.Training;
using ActorNet.Models.Runs;

namespace ActorNet.Models.Recording;

internal sealed record RecorderOptions
{
    /// <summary>The number of newest checkpoints to keep, at least 1; the best epoch's is kept in addition.</summary>
    public int KeptCheckpoints { get; init; } = CheckpointFolder.DefaultKept;

    /// <summary>The directory's lock, if already held; the recorder releases it on disposal.</summary>
    public IDisposable? RunLock { get; init; }

    /// <summary>
    /// Receives a sentence, on the recorder's thread, when the disk fails (once per outage for the metrics and once for the
    /// checkpoints) and when everything is written again.
    /// </summary>
    public Action<string>? OnDiskStatus { get; init; }

    /// <summary>Called on the recorder's thread after each written checkpoint; must return quickly.</summary>
    public Action<TrainingState>? OnCheckpoint { get; init; }

    /// <summary>Called once, on the recorder's thread, on an error that is not the disk's; nothing is written afterwards.</summary>
    public Action<Exception>? OnFailure { get; init; }

    public Func<string, string> FormatPath { get; init; } = path => path;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
