using System.CommandLine.Parsing;
using ActorNet.Data.Csv;

namespace ActorNet.Cli.Arguments;

/// <summary>Turns the parser's first error into one sentence, with the name that was probably meant.</summary>
internal static class ArgumentErrors
{
    /// <summary>The sentence; null where nothing is wrong.</summary>
    public static string? FirstOf(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (TakenForArgument(parsed) is { } taken)
            return UnknownOption(taken, command);
        if (parsed.Errors.Count == 0)
            return null;
        // A command that is not known makes nonsense of what follows it, and so does an option that is not known: they come first, in this
        // order. A stray word comes of what is before it.
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var word, ..] && !word.StartsWith('-'))
            return UnknownWord(word, command);
        if (parsed.UnmatchedTokens.FirstOrDefault(token => token.StartsWith('-')) is { } option)
            return IsOption(option, command) ? BehindDoubleDash(option, command) : UnknownOption(option, command);
        var error = parsed.Errors.FirstOrDefault(each => each.SymbolResult is OptionResult or ArgumentResult);
        if (error is null && parsed.UnmatchedTokens.Count > 0)
            return UnknownWord(parsed.UnmatchedTokens[0], command);
        error ??= parsed.Errors[0];
        return error.SymbolResult switch
        {
            OptionResult { IdentifierTokenCount: > 1 } repeated =>
                $"{repeated.Option.Name} is given {repeated.IdentifierTokenCount} times; give it once.",
            OptionResult { Tokens.Count: 0 } bare => $"{bare.Option.Name} needs a value: {bare.Option.Description}.",
            ArgumentResult { Tokens.Count: 0 } argument => $"{argument.Argument.HelpName} is missing: {argument.Argument.Description}.",
            CommandResult when command.Subcommands.Count > 0 => $"{FullName(command)} needs a command: {Names(command)}.",
            CommandResult when command.Arguments.Count > 0 =>
                $"{FullName(command)} needs {command.Arguments[0].HelpName}: {command.Arguments[0].Description}.",
            _ => error.Message,
        };
    }

    /// <summary>A mistyped option that the parser takes for a file or a run; behind "--" it is one.</summary>
    private static string? TakenForArgument(ParseResult parsed) => parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)
        ? null
        : parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .FirstOrDefault(token => token.Value.Length > 1 && token.Value.StartsWith('-'))?.Value;

    private static bool IsOption(string token, Command command) => command.Options.Any(option => option.Name == token.Split('=')[0]);

    /// <summary>Running the command through `dotnet run --` suggests writing it twice.</summary>
    private static string BehindDoubleDash(string token, Command command) =>
        $"{token} stands behind '--', where {FullName(command)} takes no options; leave out the '--'.";

    private static string UnknownOption(string token, Command command)
    {
        var nearest = NearestName.Find(token, command.Options.Where(option => !option.Hidden).Select(option => option.Name));
        return $"{token} is not an option of {FullName(command)}; "
            + $"{(nearest is null ? $"see {FullName(command)} --help." : $"did you mean {nearest}?")}";
    }

    private static string UnknownWord(string token, Command command)
    {
        if (command.Subcommands.Count == 0)
            return $"{FullName(command)} takes no argument '{token}'; see {FullName(command)} --help.";
        var meant = Suggestions.DidYouMean(token, command.Subcommands.Select(each => each.Name));
        return $"'{token}' is not a command of {FullName(command)}; allowed are {Names(command)}{(meant is null ? "." : $"; {meant}")}";
    }

    private static string Names(Command command) => string.Join(", ", command.Subcommands.Select(each => each.Name));

    private static string FullName(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{FullName(parent)} {command.Name}" : "actornet";
}
