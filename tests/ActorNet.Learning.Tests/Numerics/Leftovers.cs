using ActorNet.Learning.Numerics;

namespace ActorNet.Learning.Tests.Numerics;

internal static class Leftovers
{
    /// <summary>Fills scratch memory with NaN, as an earlier product might leave it: no result may depend on it.</summary>
    public static KernelWorkspace Fill(KernelWorkspace workspace)
    {
        workspace.Panels.Fill(float.NaN);
        workspace.Columns.Fill(float.NaN);
        workspace.Levels.Fill(float.NaN);
        workspace.Tile.Fill(float.NaN);
        workspace.Start.Fill(float.NaN);
        return workspace;
    }
}
