namespace ActorNet.Cli.Arguments;

/// <summary>
/// The library's sentences in the command's words. The library knows no options, so it speaks of the patience where the user gave --patience.
/// </summary>
internal static class OptionWords
{
    /// <summary>How the library's sentences begin, and how the command's do.</summary>
    private static readonly (string Library, string Command)[] Beginnings =
    [
        ("Network ", "--network "),
        ("Schedule ", "--schedule "),
        ("Micro-batch size is ", "--micro-batch is "),
        ("Patience is ", "--patience is "),
        ("Validation samples is ", "--validation-samples is "),
        ("Training samples is ", "--train-samples is "),
        ("A target accuracy needs ", "--target-accuracy needs "),
        ("Cost ", "--cost "),
    ];

    /// <summary>What the library tells the user to do, and what the command does.</summary>
    private static readonly (string Library, string Command)[] Advice =
    [
        ("to judge an epoch by; give some.", "to judge an epoch by; give some with --validation-samples."),
        ("; use output softmax, or cost quadratic.", "; use --output softmax, or --cost quadratic."),
        ("; use output sigmoid, or cost quadratic.", "; use --output sigmoid, or --cost quadratic."),
        ("which need cost quadratic and a matching output such as identity.", "which need --cost quadratic and a matching --output such as identity."),
        ("has no gradient to train with; use ", "has no gradient to train with; use --activation "),
    ];

    /// <summary>The sentence with the options' names in it; any other sentence as it is.</summary>
    public static string In(string sentence)
    {
        foreach (var (library, command) in Beginnings)
            if (sentence.StartsWith(library, StringComparison.Ordinal))
                sentence = command + sentence[library.Length..];
        foreach (var (library, command) in Advice)
            sentence = sentence.Replace(library, command, StringComparison.Ordinal);
        return sentence;
    }
}
