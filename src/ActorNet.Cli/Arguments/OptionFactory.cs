using System.CommandLine.Parsing;
using System.Numerics;

namespace ActorNet.Cli.Arguments;

/// <summary>Makes options whose errors name the option, its value and what is allowed.</summary>
internal static class OptionFactory
{
    public static Option<T?> Integer<T>(string name, string valueName, string description, T min, T max)
        where T : struct, IBinaryInteger<T> => Make<T?>(name, valueName, description, text => Parsers.Integer(min, max)(text));

    public static Option<T?> Number<T>(string name, string valueName, string description, Predicate<T> isAllowed, string allowed)
        where T : struct, IFloatingPoint<T> => Make<T?>(name, valueName, description, text => Parsers.Number(isAllowed, allowed)(text));

    public static Option<T?> OneOf<T>(string name, string description, Choice<T> choice) where T : struct, Enum =>
        Make<T?>(name, "NAME", description, text => Parsers.OneOf(choice)(text));

    /// <summary>A value that <paramref name="parse"/> reads; its exception says what is allowed.</summary>
    public static Option<T?> Parsed<T>(string name, string valueName, string description, Func<string, T> parse) where T : class =>
        Make<T?>(name, valueName, description, parse);

    /// <summary>Any text that is not empty.</summary>
    public static Option<string?> Text(string name, string valueName, string description) =>
        Make<string?>(name, valueName, description, text => text);

    public static Option<bool> Flag(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>The options that are on the command line, each with its value, as arguments to repeat.</summary>
    public static IEnumerable<string> Given(ParseResult parsed, IEnumerable<Option> options) => options
        .Select(option => (option.Name, Result: parsed.GetResult(option)))
        .Where(given => given.Result is { Implicit: false })
        .SelectMany(given => given.Result!.Tokens.Select(token => token.Value).Prepend(given.Name));

    private static Option<T> Make<T>(string name, string valueName, string description, Func<string, T> parse) => new(name)
    {
        Description = description,
        HelpName = valueName,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            try
            {
                return Single(name, result) is { } text ? parse(text) : default;
            }
            catch (InvalidInputException fault)
            {
                result.AddError(fault.MessageWith(parameter => parameter.Name == fault.Parameter ? name : parameter.Words));
                return default;
            }
        },
    };

    private static string? Single(string name, ArgumentResult result) => result.Tokens switch
    {
        [] => null,
        [{ Value: var value }] => value.Trim().Length > 0 ? value : throw new InvalidInputException(name, "", "any other text"),
        _ => throw InvalidInputException.Of(name, $"is given {result.Tokens.Count} times", advice: "give it once"),
    };
}
