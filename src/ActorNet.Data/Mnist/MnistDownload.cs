using ActorNet.Data.Idx;

namespace ActorNet.Data.Mnist;

/// <summary>Fetches what is missing of MNIST into a folder, one process at a time.</summary>
/// <param name="http">The client to ask the mirrors with.</param>
/// <param name="mirrors">The mirrors' base addresses, ending in a slash, in the order to try them.</param>
/// <param name="files">The files to fetch.</param>
/// <param name="time">The clock that time-outs go by.</param>
internal sealed class MnistDownload(HttpClient http, IReadOnlyList<Uri> mirrors, IReadOnlyList<MnistFile> files, TimeProvider time)
{
    private const string LockName = ".download.lock";

    /// <summary>Fetches the files that <paramref name="folder"/> lacks; it is created where it is missing.</summary>
    /// <exception cref="DownloadFailedException">No mirror sent the right file, or the folder cannot be written to.</exception>
    public async Task FetchAsync(
        string folder, DownloadTimeouts timeout, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var lockPath = Path.Combine(folder, LockName);
            var waiting = new DownloadProgress(DownloadStage.WaitingForOtherProcess, lockPath);
            using var held = await FolderLock
                .AcquireAsync(lockPath, timeout.Lock, time, () => progress?.Report(waiting), cancellationToken).ConfigureAwait(false);

            // Whoever held the lock may have fetched them in the meantime.
            var download = new VerifiedDownload(new MirrorClient(http, time, timeout, progress), mirrors, progress);
            foreach (var file in files)
                if (IdxFileSet.FindFile(folder, file.Name) is null)
                    await download.FetchAsync(file, folder, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DownloadFailedException($"'{folder}' cannot be written to ({fault.Message.TrimEnd('.')})", fault);
        }
    }
}
