using System.CommandLine;

namespace ActorNet.Cli.Arguments;

/// <summary>Options that belong together, in the order the help shows them.</summary>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Options);
