using ActorNet.Learning.Matrices;

namespace ActorNet.Learning.Tests.Matrices;

internal static class StaleData
{
    /// <summary>Fills scratch memory with NaN, as an earlier product might leave it: no result may depend on it.</summary>
    public static KernelWorkspace Fill(KernelWorkspace workspace)
    {
        workspace.Rows.Elements.Fill(float.NaN);
        workspace.Levels.Fill(float.NaN);
        return workspace;
    }
}
