using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using ActorNet.Cli.Context;
using ActorNet.Learning.Matrices;
using ActorNet.Learning.Numerics;

namespace ActorNet.Cli.Arguments;

/// <summary>Writes the program's name and version, and what it computes with.</summary>
internal sealed class VersionText : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(
            $"{ProgramVersion.NameAndVersion} ({RuntimeInformation.FrameworkDescription}, {VectorHardware.Bits}-bit vectors)");
        return ExitCodes.Done;
    }
}
