using ActorNet.Testing;

namespace ActorNet.Chaos.Environments;

/// <summary>A trainer's disk: a small one that can be filled, or null for a plain folder where none can be mounted.</summary>
internal sealed class TrainerDisk(SmallDisk? disk)
{
    public bool WasFull { get; private set; }

    public void Fill()
    {
        WasFull = true;
        disk!.Fill();
    }

    public void Empty() => disk!.Empty();
}
