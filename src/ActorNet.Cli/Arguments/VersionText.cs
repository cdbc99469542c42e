using System.CommandLine.Invocation;
using System.Reflection;
using System.Runtime.InteropServices;
using ActorNet.Learning.Matrices;

namespace ActorNet.Cli.Arguments;

/// <summary>Writes the program's name and version, the runtime and the width of its vectors.</summary>
internal sealed class VersionText : SynchronousCommandLineAction
{
    /// <summary>Such as "actornet 0.1.0".</summary>
    public static string NameAndVersion { get; } = $"actornet {InformationalVersion().Split('+')[0]}";

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(
            $"{NameAndVersion} ({RuntimeInformation.FrameworkDescription}, {Kernels.VectorBits}-bit vectors)");
        return ExitCodes.Done;
    }

    private static string InformationalVersion() =>
        typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
