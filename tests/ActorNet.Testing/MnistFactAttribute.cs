using ActorNet.Data.Idx;
using ActorNet.Data.Mnist;

namespace ActorNet.Testing;

/// <summary>A test that needs MNIST in the data folder: ACTORNET_DATA, or the user's cache. It is skipped elsewhere, and downloads nothing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MnistFactAttribute : FactAttribute
{
    public MnistFactAttribute() => Skip = Files is null ? "MNIST is not on this machine." : null;

    /// <summary>Where it is looked for.</summary>
    internal static DataFolders Folders { get; } = DataFolders.FromProcess(null);

    /// <summary>The four files, where they are all there.</summary>
    internal static IdxFileSet? Files { get; } = MnistSource.Find(Folders);
}
