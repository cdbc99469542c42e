namespace ActorNet.Chaos.World;

/// <summary>A small file system in memory, which can be filled. Where it cannot be had there is a folder instead, which cannot.</summary>
internal sealed class SmallDisk
{
    /// <summary>The file that fills it.</summary>
    public const string BallastName = "ballast";

    private readonly string _path;

    /// <summary>Mounts it over a new folder.</summary>
    public SmallDisk(string path, Cleanup cleanup)
    {
        _path = path;
        Directory.CreateDirectory(path);
        if (!CanBeHad.Value)
            return;
        Tool.Run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", path);
        cleanup.Add(() => Tool.Run("umount", path));
    }

    /// <summary>Whether a file system can be mounted here: only by root of a Linux machine, and not in every container.</summary>
    public static Lazy<bool> CanBeHad { get; } = new(() =>
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return false;
        var probe = Directory.CreateTempSubdirectory("actornet-chaos-disk-").FullName;
        var canBeHad = Tool.Try("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", probe) is null && Tool.Try("umount", probe) is null;
        Directory.Delete(probe);
        return canBeHad;
    });

    /// <summary>Whether it is filled.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Whether it was ever filled.</summary>
    public bool WasFull { get; private set; }

    private string Ballast => Path.Combine(_path, BallastName);

    /// <summary>Fills it to the last byte.</summary>
    public void Fill()
    {
        IsFull = WasFull = true;
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
        }
    }

    /// <summary>Makes room.</summary>
    public void Empty()
    {
        File.Delete(Ballast);
        IsFull = false;
    }
}
