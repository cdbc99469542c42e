namespace ActorNet.Data.Mnist;

/// <summary>What a download is doing.</summary>
public enum DownloadStage
{
    /// <summary>Another process is downloading into the same folder; waiting for it to finish.</summary>
    WaitingForOtherProcess,

    /// <summary>A mirror has been asked and has not answered yet.</summary>
    Connecting,

    /// <summary>Bytes are arriving.</summary>
    Receiving,

    /// <summary>The file is complete, verified and kept.</summary>
    Kept,

    /// <summary>A mirror failed; <see cref="DownloadProgress.Detail"/> says how. The next one is tried.</summary>
    MirrorFailed,
}

/// <summary>One report of a download under way.</summary>
/// <param name="Stage">What is happening.</param>
/// <param name="File">The file that is fetched, or the lock file that is waited for.</param>
/// <param name="Mirror">The mirror concerned; null where none is.</param>
/// <param name="BytesReceived">The bytes of the file that are here, those kept from an earlier attempt included.</param>
/// <param name="BytesTotal">The bytes the file will have; null where the mirror does not say.</param>
/// <param name="Detail">Why a mirror failed; else null.</param>
public sealed record DownloadProgress(
    DownloadStage Stage, string File, Uri? Mirror = null, long BytesReceived = 0, long? BytesTotal = null, string? Detail = null);
