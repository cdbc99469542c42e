using System.CommandLine;

namespace ActorNet.Cli.Arguments;

/// <summary>Options that belong together, in the order the help shows them.</summary>
/// <param name="Title">What they are about.</param>
/// <param name="Options">The options.</param>
internal sealed record OptionGroup(string Title, IReadOnlyList<Option> Options);
