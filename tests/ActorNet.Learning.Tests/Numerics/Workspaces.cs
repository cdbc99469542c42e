using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Tests.Numerics;

internal static class Workspaces
{
    /// <summary>Scratch memory full of NaN, as an earlier product might leave it: no result may depend on it.</summary>
    public static KernelWorkspace WithLeftovers()
    {
        var workspace = new KernelWorkspace();
        workspace.Panel.Fill(float.NaN);
        workspace.Levels.Fill(float.NaN);
        workspace.Tile.Fill(float.NaN);
        workspace.Start.Fill(float.NaN);
        return workspace;
    }
}
