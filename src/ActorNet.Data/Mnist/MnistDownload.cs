using System.Security.Cryptography;
using ActorNet.Data.Idx;

namespace ActorNet.Data.Mnist;

/// <summary>
/// Fetches what is missing of MNIST into a folder. A file is received under the name NAME.gz.part, which survives an
/// interruption and is added to next time; when its SHA-256 is right it is renamed, so a file under its final name is whole.
/// </summary>
/// <param name="http">The client to ask the mirrors with.</param>
/// <param name="mirrors">The mirrors' base addresses, ending in a slash, in the order to try them.</param>
/// <param name="files">The files to fetch.</param>
/// <param name="time">The clock that time-outs go by.</param>
internal sealed class MnistDownload(HttpClient http, IReadOnlyList<Uri> mirrors, IReadOnlyList<MnistFile> files, TimeProvider time)
{
    // A transfer that breaks off is taken up again where it stopped, as long as each attempt brings something.
    private const int AttemptsPerMirror = 4;

    /// <summary>Fetches the files that <paramref name="folder"/> lacks, one process at a time.</summary>
    /// <exception cref="DownloadFailedException">No mirror sent the right file, or the folder cannot be written to.</exception>
    public async Task FetchAsync(
        string folder, DownloadPatience patience, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var lockPath = Path.Combine(folder, ".download.lock");
            using var held = await FolderLock.AcquireAsync(
                lockPath, patience.Lock, time, () => progress?.Report(new DownloadProgress(DownloadStage.WaitingForOtherProcess, lockPath)),
                cancellationToken).ConfigureAwait(false);

            var client = new MirrorClient(http, time, patience, progress);
            var order = mirrors.ToList();
            foreach (var file in files)
                if (IdxFileSet.FindFile(folder, file.Name) is null)
                    await FetchAsync(client, order, file, Path.Combine(folder, file.Name + ".gz"), progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DownloadFailedException($"'{folder}' cannot be written to ({fault.Message.TrimEnd('.')})", fault);
        }
    }

    private static async Task FetchAsync(
        MirrorClient client, List<Uri> order, MnistFile file, string path, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var partPath = path + ".part";
        var failures = new List<string>();
        foreach (var mirror in order.ToArray())
        {
            var failure = await TryMirrorAsync(client, mirror, file, partPath, cancellationToken).ConfigureAwait(false);
            if (failure is null)
            {
                File.Move(partPath, path, overwrite: true);
                var length = new FileInfo(path).Length;
                progress?.Report(new DownloadProgress(DownloadStage.Kept, file.Name, mirror, length, length));
                return;
            }

            // A mirror that failed once is asked last for the files that follow.
            order.Remove(mirror);
            order.Add(mirror);
            failures.Add($"{mirror.Host}: {failure}");
            progress?.Report(new DownloadProgress(DownloadStage.MirrorFailed, file.Name, mirror, Detail: failure));
        }

        throw new DownloadFailedException($"no mirror sent {file.Name} ({string.Join("; ", failures)})");
    }

    /// <summary>Leaves the verified file at <paramref name="partPath"/> and returns null, or returns what went wrong.</summary>
    private static async Task<string?> TryMirrorAsync(
        MirrorClient client, Uri mirror, MnistFile file, string partPath, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = LengthOf(partPath);
            try
            {
                var resumed = await client.ReceiveAsync(mirror, file.Name + ".gz", partPath, MaxBytes(file), cancellationToken).ConfigureAwait(false);
                var sha256 = HashOf(partPath, file);
                if (sha256 == file.Sha256)
                    return null;
                File.Delete(partPath);
                // The two halves may come from mirrors that compressed the file differently: once more, all from this one.
                if (!resumed)
                    return $"its file has SHA-256 {sha256} where {file.Sha256} is expected";
            }
            catch (HttpRequestException fault)
            {
                if (attempt == AttemptsPerMirror || LengthOf(partPath) <= before)
                    return fault.Message.TrimEnd('.');
            }
        }
    }

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    // Compressed data can be longer than uncompressed, but not by more than this.
    private static long MaxBytes(MnistFile file) => file.Bytes + file.Bytes / 100 + 1024;

    /// <summary>The hash of the uncompressed bytes, or what stands in its place when there are too many or they are damaged.</summary>
    private static string HashOf(string path, MnistFile file)
    {
        try
        {
            using var stream = IdxStream.Open(path);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 16];
            var length = 0L;
            for (int read; (read = stream.Content.Read(buffer)) > 0; hash.AppendData(buffer, 0, read))
                if ((length += read) > file.Bytes)
                    return $"unknown (it is longer than {file.Bytes} bytes)";
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (InvalidDataException)
        {
            return "unknown (its gzip data are damaged)";
        }
    }
}
