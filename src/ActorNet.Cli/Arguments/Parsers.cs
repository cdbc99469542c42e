using System.Globalization;
using System.Numerics;

namespace ActorNet.Cli.Arguments;

/// <summary>What turns an option's text into its value, or throws an exception that says what is allowed.</summary>
internal static class Parsers
{
    // OptionFactory prints the option's name in its place.
    private const string Parameter = "Value";

    public static Func<string, T> Integer<T>(T min, T max) where T : IBinaryInteger<T> => text =>
        T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new InvalidInputException(Parameter, Shown(text), $"a whole number from {min} to {max}");

    /// <summary>Whole numbers joined by commas, each once, in the order given.</summary>
    public static Func<string, IReadOnlyList<int>> Integers(int min, int max) => text => [.. text.Split(',').Select(part =>
        int.TryParse(part, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max
            ? value
            : throw new InvalidInputException(Parameter, Shown(text), $"a list of whole numbers from {min} to {max}, such as 1,2,4"))
        .Distinct()];

    public static Func<string, T> Number<T>(Predicate<T> isAllowed, string allowed) where T : IFloatingPoint<T> => text =>
        T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && T.IsFinite(value) && isAllowed(value)
            ? value
            : throw new InvalidInputException(Parameter, Shown(text), allowed);

    public static Func<string, T> OneOf<T>(Choice<T> choice) where T : struct, Enum => text => choice.Find(text)
        ?? throw new InvalidInputException(Parameter, text, Suggestions.AnyOf(choice.Names), Suggestions.DidYouMean(text, choice.AllNames));

    public static Func<string, T> OneOf<T>(IReadOnlyList<T> values, Func<T, string> nameOf) where T : class => text =>
    {
        var names = values.Select(nameOf).ToList();
        return values.FirstOrDefault(value => nameOf(value).Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidInputException(Parameter, text, Suggestions.AnyOf(names), Suggestions.DidYouMean(text, names));
    };

    /// <summary>A number as it was typed; other text in quotes.</summary>
    private static ErrorText Shown(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? text : $"'{text}'";
}
