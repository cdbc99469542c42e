using ActorNet.Interleavings.Scheduling;

namespace ActorNet.Interleavings;

/// <summary>Run after the build, before any of the assemblies is loaded.</summary>
internal static class Program
{
    private static readonly string[] Assemblies = ["ActorNet.Learning.dll", "ActorNet.Computing.dll", "ActorNet.Transport.dll", "ActorNet.Models.dll", "ActorNet.Tracing.dll"];

    private static void Main()
    {
        foreach (var assembly in Assemblies)
            Redirection.Apply(Path.Combine(AppContext.BaseDirectory, assembly));
    }
}
