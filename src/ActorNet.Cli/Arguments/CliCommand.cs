using System.CommandLine;

namespace ActorNet.Cli.Arguments;

/// <summary>A command and its help.</summary>
/// <param name="Command">The command.</param>
/// <param name="Help">Its help.</param>
internal sealed record CliCommand(Command Command, HelpText Help);
