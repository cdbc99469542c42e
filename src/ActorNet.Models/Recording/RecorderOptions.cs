using ActorNet.Learning.Training;
using ActorNet.Models.Runs;

namespace ActorNet.Models.Recording;

/// <summary>How a <see cref="RunRecorder"/> keeps a run, and whom it tells.</summary>
internal sealed record RecorderOptions
{
    /// <summary>How many of the newest checkpoints are kept, from 1; besides, the best epoch's is.</summary>
    public int KeptCheckpoints { get; init; } = CheckpointFolder.DefaultKept;

    /// <summary>The claim to the directory, where there is one already; the recorder gives it up in the end.</summary>
    public IDisposable? RunLock { get; init; }

    /// <summary>
    /// Told, on the recorder's thread, in one sentence when the disk fails and when all is written again: once for each trouble with the
    /// metrics and with the checkpoints.
    /// </summary>
    public Action<string>? OnDiskStatus { get; init; }

    /// <summary>Told, on the recorder's thread, of each checkpoint that was written; it must be quick.</summary>
    public Action<TrainingState>? OnCheckpoint { get; init; }

    /// <summary>Told once, on the recorder's thread, of a fault that is not the disk's; nothing is written after that.</summary>
    public Action<Exception>? OnFailure { get; init; }

    /// <summary>How a path is called in sentences.</summary>
    public Func<string, string> FormatPath { get; init; } = path => path;

    /// <summary>The clock that says when to try again.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
