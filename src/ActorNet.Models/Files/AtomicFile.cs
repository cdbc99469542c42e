using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace ActorNet.Models.Files;

/// <summary>Writes files atomically: readers, and restarts after a power failure, see the old or the new file, never a part.</summary>
internal static class AtomicFile
{
    private const string TemporarySuffix = ".tmp";
    private const int ReadOnly = 0;

    /// <summary>Writes a temporary file beside <paramref name="path"/>, flushes it to disk, renames it, and flushes the folder.</summary>
    /// <exception cref="IOException">The disk is full, or the file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable.</exception>
    public static void Write(string path, Action<Stream> write) =>
        WriteTemporary(path, write, temporary => File.Move(temporary, path, overwrite: true));

    /// <summary>
    /// Like <see cref="Write"/>, but calls <paramref name="check"/> with the temporary file's path before renaming it; if it
    /// throws, the file is discarded.
    /// </summary>
    public static void WriteChecked(string path, Action<Stream> write, Action<string> check) =>
        WriteTemporary(path, write, temporary =>
        {
            check(temporary);
            File.Move(temporary, path, overwrite: true);
        });

    /// <summary>Like <see cref="Write"/>, but returns false without replacing an existing file.</summary>
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

    /// <summary>Whether a file is a temporary one, of a running or a killed writer.</summary>
    public static bool IsTemporary(string path) => path.EndsWith(TemporarySuffix, StringComparison.Ordinal);

    /// <summary>Deletes temporary files of killed writers in a folder, if it exists; no writer may be active there.</summary>
    /// <exception cref="IOException">A file cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable.</exception>
    public static void RemoveTemporary(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var path in Directory.EnumerateFiles(folder, $"*{TemporarySuffix}"))
            File.Delete(path);
    }

    private static void WriteTemporary(string path, Action<Stream> write, Action<string> rename)
    {
        // A random name: processes, possibly on different machines, may write the same file concurrently.
        var temporary = $"{path}.{RandomNumberGenerator.GetHexString(8)}{TemporarySuffix}";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            rename(temporary);
            FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>
    /// Flushes a folder, so that its files' names survive a power failure (fsync(2): flushing a file does not flush its directory entry).
    /// Windows journals names and has no such call.
    /// </summary>
    private static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var handle = Open(folder, ReadOnly);
        if (handle.IsInvalid)
            throw new IOException(
                $"Folder '{folder}' cannot be opened to flush it: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
        RandomAccess.FlushToDisk(handle);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
