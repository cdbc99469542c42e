using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ActorNet.Learning;

/// <summary>
/// A part of an error's sentence, written as an interpolated string. Numbers are invariant, and each <see cref="ParameterName"/> in it
/// stays a reference, so that the command can print its option in that place.
/// </summary>
[InterpolatedStringHandler]
public sealed class ErrorText
{
    private readonly List<object> _parts;

    /// <summary>Called by the compiler.</summary>
    public ErrorText(int literalLength, int formattedCount) => _parts = new List<object>(2 * formattedCount + 1);

    /// <summary>A text that refers to no parameter.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator ErrorText?(string? text)
    {
        if (text is null)
            return null;
        var result = new ErrorText(text.Length, 0);
        result.AppendLiteral(text);
        return result;
    }

    /// <summary>Called by the compiler.</summary>
    public void AppendLiteral(string text) => _parts.Add(text);

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted(ParameterName parameter) => _parts.Add(parameter);

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted(ErrorText? text) => _parts.AddRange(text?._parts ?? []);

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted<T>(T value, string? format = null) => _parts.Add(Of(value, format));

    /// <summary>The text with the library's names of parameters.</summary>
    public override string ToString() => ToString(parameter => parameter.Words);

    /// <summary>The text, on one line, with the names that <paramref name="nameOf"/> gives to parameters.</summary>
    public string ToString(Func<ParameterName, string> nameOf)
    {
        var text = string.Concat(_parts.Select(part => part is ParameterName parameter ? nameOf(parameter) : (string)part))
            .ReplaceLineEndings(" ");
        return _parts is [ParameterName, ..] ? char.ToUpperInvariant(text[0]) + text[1..] : text;
    }

    /// <summary>The one place that composes a sentence: "{problem}; {rule}; {advice}."</summary>
    internal static ErrorText Sentence(ErrorText problem, ErrorText? rule, ErrorText? advice)
    {
        var isQuestion = (advice ?? rule ?? problem).ToString().EndsWith('?');
        return $"{problem}{(rule is null ? "" : "; ")}{rule}{(advice is null ? "" : "; ")}{advice}{(isQuestion ? "" : ".")}";
    }

    internal static string Of<T>(T value, string? format = null) => value switch
    {
        // The message of an exception is a sentence; here it is a part of one.
        Exception fault => fault.Message.Trim().TrimEnd('.'),
        IFormattable number => number.ToString(format, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };
}
