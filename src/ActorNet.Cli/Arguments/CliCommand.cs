using System.CommandLine;

namespace ActorNet.Cli.Arguments;

internal sealed record CliCommand(Command Command, HelpText Help);
