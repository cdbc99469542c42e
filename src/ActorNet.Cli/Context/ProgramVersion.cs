using System.Reflection;

namespace ActorNet.Cli.Context;

internal static class ProgramVersion
{
    /// <summary>Such as "actornet 0.1.0".</summary>
    public static string NameAndVersion { get; } = $"actornet {InformationalVersion().Split('+')[0]}";

    private static string InformationalVersion() =>
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
