namespace ActorNet.Data.Mnist;

/// <summary>
/// Excludes other processes (and tasks) from a folder while files are written to it: an exclusively opened lock file. The
/// operating system releases it even if the holder is killed. The file is never deleted: otherwise two waiting processes
/// could lock two different files of the same name.
/// </summary>
internal static class FolderLock
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    // ERROR_SHARING_VIOLATION (Windows), EWOULDBLOCK (Linux, macOS). Other errors, such as a full disk, do not cause a wait.
    private static readonly int[] LockHeldErrors = [unchecked((int)0x80070020), 11, 35];

    /// <summary>
    /// Waits for the lock, a file in an existing folder, and calls <paramref name="onWait"/> once if it is not immediately free; disposing
    /// the result releases it.
    /// </summary>
    /// <exception cref="DownloadFailedException">The lock was not released in time.</exception>
    public static async Task<IDisposable> AcquireAsync(
        string path, TimeSpan timeout, TimeProvider time, Action onWait, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException taken) when (LockHeldErrors.Contains(taken.HResult))
            {
                if (time.GetElapsedTime(start) >= timeout)
                    throw new DownloadFailedException(
                        $"another process has held '{path}' for {timeout.TotalSeconds:0} s ({taken.Message.TrimEnd('.')})", taken);
            }

            if (attempt == 0)
                onWait();
            await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
