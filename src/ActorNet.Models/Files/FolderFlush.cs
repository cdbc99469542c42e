using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorNet.Models.Files;

/// <summary>
/// Flushes a folder, so that its files' names survive a power failure (fsync(2): flushing a file does not flush its
/// directory entry). Windows journals names and has no such call.
/// </summary>
internal static class FolderFlush
{
    private const int ReadOnly = 0;

    /// <summary>Blocks until the folder's entries are on disk.</summary>
    /// <exception cref="IOException">The folder cannot be opened or flushed.</exception>
    public static void ToDisk(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var handle = Open(folder, ReadOnly);
        if (handle.IsInvalid)
            throw new IOException($"Folder '{folder}' cannot be opened to flush it: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
        RandomAccess.FlushToDisk(handle);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
