namespace ActorNet.Data.Mnist;

internal enum DownloadStage
{
    WaitingForOtherProcess,

    Connecting,

    Receiving,

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
