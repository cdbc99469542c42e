namespace ActorNet.Data.Mnist;

/// <summary>The stage of a download.</summary>
internal enum DownloadStage
{
    /// <summary>Waiting for another process that is downloading to the same folder.</summary>
    WaitingForOtherProcess,

    /// <summary>Waiting for a mirror's response.</summary>
    Connecting,

    /// <summary>Bytes are arriving.</summary>
    Receiving,

    /// <summary>The file is complete, verified and stored.</summary>
    Kept,

    /// <summary>A mirror failed; <see cref="DownloadProgress.Detail"/> gives the reason. The next mirror is tried.</summary>
    MirrorFailed,
}

/// <summary>A progress report of a download.</summary>
/// <param name="Stage">The current stage.</param>
/// <param name="File">The file being downloaded, or the lock file being waited for.</param>
/// <param name="Mirror">The mirror; null if none is involved.</param>
/// <param name="BytesReceived">Bytes received, including those of earlier attempts.</param>
/// <param name="BytesTotal">The file's total bytes; null if the mirror does not report it.</param>
/// <param name="Detail">The reason of a mirror's failure; otherwise null.</param>
internal sealed record DownloadProgress(
    DownloadStage Stage, string File, Uri? Mirror = null, long BytesReceived = 0, long? BytesTotal = null, string? Detail = null);
