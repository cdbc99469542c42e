using ActorNet.Data.Mnist;

namespace ActorNet.Data.Tests.Mnist;

/// <summary>A test that needs the real MNIST under ACTORNET_DATA, and is reported as skipped where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealMnistFactAttribute : FactAttribute
{
    public RealMnistFactAttribute()
    {
        if (Folders is null)
            Skip = "ACTORNET_DATA is not set";
        else if (MnistSource.Find(Folders) is null)
            Skip = $"the files of MNIST are not in ACTORNET_DATA={Folders.Cache}";
    }

    /// <summary>The folder named by ACTORNET_DATA alone, or null.</summary>
    public static DataFolders? Folders =>
        Environment.GetEnvironmentVariable("ACTORNET_DATA") is { Length: > 0 } folder
            ? new DataFolders(null, null, folder, Offline: true)
            : null;
}
