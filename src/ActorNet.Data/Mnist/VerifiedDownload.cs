using System.Security.Cryptography;
using ActorNet.Data.Idx;

namespace ActorNet.Data.Mnist;

/// <summary>
/// Downloads files from the first mirror that sends the correct bytes. A file is received as NAME.gz.part, which survives an
/// interruption and is resumed; it is renamed once its SHA-256 is verified, so a file with its final name is complete.
/// </summary>
internal sealed class VerifiedDownload(MirrorClient client, IReadOnlyList<Uri> mirrors, IProgress<DownloadProgress>? progress)
{
    // An interrupted transfer is resumed as long as each attempt makes progress.
    private const int AttemptsPerMirror = 4;

    private readonly List<Uri> _order = [.. mirrors];

    /// <summary>Downloads one file, which <paramref name="folder"/> must not contain.</summary>
    /// <exception cref="DownloadFailedException">No mirror sent the correct bytes; the message gives each mirror's error.</exception>
    public async Task FetchAsync(MnistFile file, string folder, CancellationToken cancellationToken)
    {
        var name = file.Name + ".gz";
        var path = Path.Combine(folder, name);
        var failures = new List<(string Reason, string Host)>();
        foreach (var mirror in _order.ToArray())
        {
            var failure = await TryMirrorAsync(mirror, file, path + ".part", cancellationToken).ConfigureAwait(false);
            if (failure is null)
            {
                File.Move(path + ".part", path, overwrite: true);
                progress?.Report(new DownloadProgress(DownloadStage.Kept, name, mirror, LengthOf(path), LengthOf(path)));
                return;
            }

            // A mirror that failed is tried last for the next files.
            _order.Remove(mirror);
            _order.Add(mirror);
            failures.Add((failure, mirror.Host));
            progress?.Report(new DownloadProgress(DownloadStage.MirrorFailed, name, mirror, Detail: failure));
        }

        var reasons = failures.GroupBy(failure => failure.Reason, failure => failure.Host)
            .Select(group => $"{string.Join(", ", group)}: {group.Key}");
        throw new DownloadFailedException($"no mirror sent {name} ({string.Join("; ", reasons)})");
    }

    /// <summary>Leaves the verified file at <paramref name="partPath"/> and returns null, or returns the error.</summary>
    private async Task<string?> TryMirrorAsync(Uri mirror, MnistFile file, string partPath, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = LengthOf(partPath);
            try
            {
                var resumed = await client
                    .ReceiveAsync(mirror, file.Name + ".gz", partPath, MaxBytes(file), cancellationToken).ConfigureAwait(false);
                var sha256 = HashOf(partPath, file);
                if (sha256 == file.Sha256)
                    return null;
                File.Delete(partPath);
                // The two halves may come from mirrors with different compression: retry the whole file from this one.
                if (!resumed || attempt >= AttemptsPerMirror)
                    return $"its file has SHA-256 {sha256} where {file.Sha256} is expected";
            }
            catch (HttpRequestException fault)
            {
                if (attempt >= AttemptsPerMirror || LengthOf(partPath) <= before)
                    return fault.Message.Replace($" ({mirror.Host}:{mirror.Port})", "", StringComparison.Ordinal).TrimEnd('.');
            }
        }
    }

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    // The maximum expansion of incompressible data by gzip.
    private static long MaxBytes(MnistFile file) => file.Bytes + file.Bytes / 100 + 1024;

    /// <summary>The hash of the uncompressed bytes, or "unknown" with the reason if they are too many or damaged.</summary>
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
