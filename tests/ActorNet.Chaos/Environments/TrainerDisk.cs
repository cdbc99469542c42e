using ActorNet.Testing;

namespace ActorNet.Chaos.Environments;

/// <summary>A trainer's disk: 12 MiB that can be filled, or a plain folder where no small disk can be mounted.</summary>
internal sealed class TrainerDisk
{
    private readonly SmallDisk? _disk;

    public TrainerDisk(string path, Cleanup cleanup)
    {
        Directory.CreateDirectory(path);
        if (!SmallDisk.IsAvailable)
            return;
        _disk = new SmallDisk(path, mebibytes: 12);
        cleanup.Add(_disk.Dispose);
    }

    public bool WasFull { get; private set; }

    public void Fill()
    {
        WasFull = true;
        _disk!.Fill();
    }

    public void Empty() => _disk!.Empty();
}
