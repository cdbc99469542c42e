namespace ActorNet.Testing;

/// <summary>A test that needs a <see cref="SmallDisk"/>; skipped where none can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        if (!SmallDisk.IsAvailable)
            Skip = "only root of a Linux machine can mount a small file system";
    }
}
