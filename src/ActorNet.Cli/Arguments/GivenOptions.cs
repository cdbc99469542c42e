using System.CommandLine;

namespace ActorNet.Cli.Arguments;

/// <summary>The arguments that were given for some options, to be given again.</summary>
internal static class GivenOptions
{
    /// <summary>Each option that was given, and its value as it was given; those left out are not there.</summary>
    public static IEnumerable<string> Of(ParseResult parsed, IEnumerable<Option> options) => options
        .Select(option => (option.Name, Result: parsed.GetResult(option)))
        .Where(given => given.Result is { Implicit: false })
        .SelectMany(given => new[] { given.Name }.Concat(given.Result!.Tokens.Select(token => token.Value)));
}
