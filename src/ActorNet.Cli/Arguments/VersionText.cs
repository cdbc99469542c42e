using System.CommandLine;
using System.CommandLine.Invocation;

namespace ActorNet.Cli.Arguments;

/// <summary>Writes the program's name and version.</summary>
internal sealed class VersionText : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(ProgramVersion.NameAndVersion);
        return ExitCodes.Done;
    }
}
