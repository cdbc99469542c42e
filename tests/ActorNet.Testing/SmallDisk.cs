using System.Diagnostics;
using System.Globalization;

namespace ActorNet.Testing;

/// <summary>A file system of 1 MiB in memory, so that a disk is really full. Only root of a Linux machine can have one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private static readonly Lazy<bool> CanBeHad = new(() =>
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return false;
        try
        {
            using var disk = new SmallDisk();
            return true;
        }
        catch (InvalidOperationException)
        {
            // Root of a container may not mount.
            return false;
        }
    });

    public SmallDisk()
    {
        Path = Directory.CreateTempSubdirectory("actornet-disk-").FullName;
        if (TryRun("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", Path))
            return;
        Directory.Delete(Path);
        throw new InvalidOperationException("A file system cannot be mounted.");
    }

    public static bool IsAvailable => CanBeHad.Value;

    public string Path { get; }

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Fills it, but for so many bytes; a multiple of 4,096.</summary>
    public void Fill(int free)
    {
        using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (true)
                file.Write(page);
        }
        catch (IOException)
        {
            // It is full.
            file.SetLength(file.Length - free);
        }
    }

    /// <summary>Makes room.</summary>
    public void Empty() => File.Delete(Ballast);

    public void Dispose()
    {
        if (!TryRun("umount", Path))
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"'{Path}' cannot be unmounted."));
        Directory.Delete(Path);
    }

    private static bool TryRun(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        if (!process.WaitForExit(TimeSpan.FromSeconds(30)))
            throw new TimeoutException($"'{program}' did not end within 30 s.");
        return process.ExitCode == 0;
    }
}
