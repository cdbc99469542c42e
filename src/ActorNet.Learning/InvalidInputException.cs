using System.Text.Json;

namespace ActorNet.Learning;

/// <summary>
/// A user's mistake: a setting, a file or a shape is wrong. <see cref="Exception.Message"/> is one sentence that names the thing, the value
/// it has, what is allowed, and what to do. The command prints it alone and exits with code 2.
/// </summary>
public sealed class InvalidInputException : Exception
{
    private readonly ErrorText _sentence;

    /// <summary>A setting has a value that is not allowed: "Batch size is 0; allowed is a whole number from 1."</summary>
    /// <param name="parameter">The property or argument that is wrong, such as nameof(TrainingSpec.BatchSize).</param>
    /// <param name="value">Its value; null where it is missing.</param>
    /// <param name="allowed">The values it may have, as a noun phrase.</param>
    /// <param name="advice">What to do, as an imperative or a question.</param>
    /// <param name="cause">The exception that led to it.</param>
    public InvalidInputException(string parameter, object? value, ErrorText allowed, ErrorText? advice = null, Exception? cause = null)
        : this(parameter, ErrorText.Sentence(
            $"{new ParameterName(parameter)} is {Shown(value)}", $"allowed is {allowed}", advice), cause) { }

    private InvalidInputException(string? parameter, ErrorText sentence, Exception? cause) : base(sentence.ToString(), cause) =>
        (Parameter, _sentence) = (parameter, sentence);

    /// <summary>The property or argument that is wrong; null where it is a file or another thing.</summary>
    public string? Parameter { get; }

    /// <summary>
    /// A thing that is no setting is wrong: "'labels' has 3 labels; each of the 4 images needs one; copy the files again."
    /// </summary>
    /// <param name="thing">The thing, such as "File 'x'".</param>
    /// <param name="problem">What is wrong with it, as the rest of a sentence.</param>
    /// <param name="rule">What is allowed or expected, as a sentence.</param>
    /// <param name="advice">What to do, as an imperative or a question.</param>
    /// <param name="cause">The exception that led to it.</param>
    public static InvalidInputException Of(
        ErrorText thing, ErrorText problem, ErrorText? rule = null, ErrorText? advice = null, Exception? cause = null) =>
        new(null, ErrorText.Sentence($"{thing} {problem}", rule, advice), cause);

    /// <summary>Checks a whole number; null, where it is not set, is allowed.</summary>
    public static void ThrowIfOutside(int? value, int min, int max, [CallerArgumentExpression(nameof(value))] string parameter = "")
    {
        if (value < min || value > max)
            throw new InvalidInputException(
                parameter, value, max == int.MaxValue ? $"a whole number from {min}" : $"a whole number from {min} to {max}");
    }

    /// <summary>The message of a program that has names of its own for the parameters.</summary>
    public string MessageWith(Func<ParameterName, string> nameOf) => _sentence.ToString(nameOf);

    private static string Shown(object? value) => value switch
    {
        null => "missing",
        "" => "empty",
        string text => $"'{text}'",
        Enum choice => JsonNamingPolicy.KebabCaseLower.ConvertName(choice.ToString()),
        bool isOn => isOn ? "on" : "off",
        _ => ErrorText.Of(value),
    };
}
