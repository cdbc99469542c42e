using System.CommandLine;
using ActorNet.Cli.Arguments;

namespace ActorNet.Cli;

/// <summary>A command and its help.</summary>
/// <param name="Command">The command.</param>
/// <param name="Help">Its help.</param>
internal sealed record CliCommand(Command Command, HelpText Help);
