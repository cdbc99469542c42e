using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using ActorNet.Learning;

namespace ActorNet.Cli.Arguments;

/// <summary>Makes options whose errors are our sentences: the option, the value it had, what is allowed.</summary>
internal static class OptionFactory
{
    /// <summary>A whole number from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public static Option<T?> Integer<T>(string name, string valueName, string description, T min, T max)
        where T : struct, IBinaryInteger<T> =>
        Make<T?>(name, valueName, description, text =>
            T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
                ? value
                : throw new InvalidInputException($"{name} is '{text}'; allowed is a whole number from {min} to {max}."));

    /// <summary>A number for which <paramref name="isAllowed"/> holds.</summary>
    public static Option<T?> Number<T>(string name, string valueName, string description, Predicate<T> isAllowed, string allowed)
        where T : struct, IFloatingPoint<T> =>
        Make<T?>(name, valueName, description, text =>
            T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && T.IsFinite(value) && isAllowed(value)
                ? value
                : throw new InvalidInputException($"{name} is '{text}'; allowed is {allowed}."));

    /// <summary>One of an enumeration's names.</summary>
    public static Option<T?> OneOf<T>(string name, string description, Choice<T> choice) where T : struct, Enum =>
        Make<T?>(name, "NAME", description, text => choice.Parse(name, text, out var error) ?? throw new InvalidInputException(error!));

    /// <summary>A value with a form of its own, of which <paramref name="parse"/> says in an exception what it must be.</summary>
    public static Option<T?> Parsed<T>(string name, string valueName, string description, Func<string, T> parse) where T : class =>
        Make<T?>(name, valueName, description, parse);

    /// <summary>Any text that is not empty.</summary>
    public static Option<string?> Text(string name, string valueName, string description) =>
        Make<string?>(name, valueName, description, text => text);

    /// <summary>A switch.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.Zero };

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
                result.AddError(OptionWords.In(fault.Message));
                return default;
            }
        },
    };

    private static string? Single(string name, ArgumentResult result) => result.Tokens switch
    {
        [] => null,
        [{ Value: var value }] => value.Trim().Length > 0 ? value : throw new InvalidInputException($"{name} is empty; give it a value."),
        _ => throw new InvalidInputException($"{name} is given {result.Tokens.Count} times; give it once."),
    };
}
