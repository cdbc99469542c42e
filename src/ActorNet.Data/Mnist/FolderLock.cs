namespace ActorNet.Data.Mnist;

/// <summary>
/// Keeps other processes (and tasks) out of a folder while files are put there: a file held open that nobody else may open.
/// The operating system lets go of it even when the holder is killed. The file itself stays, since deleting it would let
/// two waiting processes hold two different files of the same name.
/// </summary>
internal static class FolderLock
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    // ERROR_SHARING_VIOLATION of Windows, EWOULDBLOCK of Linux and of macOS; a full or read-only disk is no reason to wait.
    private static readonly int[] LockHeldErrors = [unchecked((int)0x80070020), 11, 35];

    /// <summary>Waits for the lock; disposing of the result gives it back.</summary>
    /// <param name="path">The lock file; its folder must exist.</param>
    /// <param name="timeout">How long to wait for another holder.</param>
    /// <param name="time">The clock to wait by.</param>
    /// <param name="onWait">Called once if the lock is not free at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DownloadFailedException">The lock did not become free in time.</exception>
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
