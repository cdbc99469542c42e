using System.Diagnostics;

namespace ActorNet.Testing;

/// <summary>
/// A small file system in memory, to test a disk that is really full. Only root on Linux can mount it, and not in every container.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    public const string BallastName = "ballast";

    private static readonly Lazy<bool> CanMount = new(TryMountAndUnmount);

    private readonly bool _ownsFolder;

    /// <summary>Mounts 1 MiB over a temporary folder.</summary>
    public SmallDisk()
    {
        _ownsFolder = true;
        Path = Directory.CreateTempSubdirectory("actornet-disk-").FullName;
        if (TryMount(mebibytes: 1))
            return;
        Directory.Delete(Path);
        throw new InvalidOperationException("A file system cannot be mounted.");
    }

    /// <summary>Mounts over an existing folder, which is kept.</summary>
    public SmallDisk(string path, int mebibytes)
    {
        Path = path;
        if (!TryMount(mebibytes))
            throw new InvalidOperationException($"A file system cannot be mounted over '{path}'.");
    }

    public static bool IsAvailable => CanMount.Value;

    public string Path { get; }

    private string Ballast => System.IO.Path.Combine(Path, BallastName);

    /// <summary>Fills the disk except for <paramref name="free"/> bytes, a multiple of 4,096.</summary>
    public void Fill(int free = 0)
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
            // The disk is full.
            if (free > 0)
                file.SetLength(file.Length - free);
        }
    }

    /// <summary>Frees what <see cref="Fill"/> has filled.</summary>
    public void Empty() => File.Delete(Ballast);

    public void Dispose()
    {
        if (!TryRun("umount", Path))
            throw new InvalidOperationException($"'{Path}' cannot be unmounted.");
        if (_ownsFolder)
            Directory.Delete(Path);
    }

    private static bool TryMountAndUnmount()
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
            return false;
        }
    }

    private bool TryMount(int mebibytes) =>
        TryRun("mount", "-t", "tmpfs", "-o", FormattableString.Invariant($"size={mebibytes}m"), "tmpfs", Path);

    private static bool TryRun(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        if (!process.WaitForExit(TimeSpan.FromSeconds(30)))
            throw new TimeoutException($"'{program}' did not end within 30 s.");
        return process.ExitCode == 0;
    }
}
