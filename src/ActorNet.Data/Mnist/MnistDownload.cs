using ActorNet.Data.Idx;

namespace ActorNet.Data.Mnist;

/// <summary>Downloads the missing MNIST files to a folder, one process at a time.</summary>
internal sealed class MnistDownload(HttpClient http, IReadOnlyList<Uri> mirrors, IReadOnlyList<MnistFile> files, TimeProvider time)
{
    private const string LockName = ".download.lock";

    /// <summary>Downloads the files that <paramref name="folder"/> lacks; creates it if missing.</summary>
    /// <exception cref="DownloadFailedException">No mirror sent a correct file, or the folder is not writable.</exception>
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

            // The previous lock holder may have downloaded them.
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
