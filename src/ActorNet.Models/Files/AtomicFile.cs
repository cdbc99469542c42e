using System.Security.Cryptography;

namespace ActorNet.Models.Files;

/// <summary>Writes whole files: a reader, or the next start after a power cut, sees the old file or the new one, never a part.</summary>
internal static class AtomicFile
{
    private const string TemporarySuffix = ".tmp";

    /// <summary>Writes a file beside <paramref name="path"/>, flushes it to the disk, renames it, and flushes the folder.</summary>
    /// <exception cref="IOException">The disk is full, or the file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string path, Action<Stream> write) =>
        WriteTemporary(path, write, temporary => File.Move(temporary, path, overwrite: true));

    /// <summary>As <see cref="Write"/>, but before it is renamed <paramref name="check"/> is given the path of what was written, and may throw.</summary>
    public static void WriteChecked(string path, Action<Stream> write, Action<string> check) =>
        WriteTemporary(path, write, temporary =>
        {
            check(temporary);
            File.Move(temporary, path, overwrite: true);
        });

    /// <summary>As <see cref="Write"/>, but leaves a file that exists alone and returns false.</summary>
    public static bool TryWriteNew(string path, Action<Stream> write)
    {
        var written = false;
        WriteTemporary(path, write, temporary =>
        {
            try
            {
                File.Move(temporary, path, overwrite: false);
                written = true;
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(temporary);
            }
        });
        return written;
    }

    /// <summary>Whether a file is what a writer that was killed has left, unless he is still at it.</summary>
    public static bool IsTemporary(string path) => path.EndsWith(TemporarySuffix, StringComparison.Ordinal);

    /// <summary>Removes what writers that were killed have left in a folder, if it exists; nobody may be writing there.</summary>
    /// <exception cref="IOException">A file cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void RemoveTemporary(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var path in Directory.EnumerateFiles(folder, $"*{TemporarySuffix}"))
            File.Delete(path);
    }

    private static void WriteTemporary(string path, Action<Stream> write, Action<string> rename)
    {
        // Two processes, on two machines perhaps, may write the same file at the same time; each its own temporary one.
        var temporary = $"{path}.{RandomNumberGenerator.GetHexString(8)}{TemporarySuffix}";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            rename(temporary);
            FolderFlush.ToDisk(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
