using ActorNet.Data.Mnist;

namespace ActorNet.Cli;

/// <summary>What an exception means to the user: one sentence and an exit code.</summary>
internal sealed record Failure(string Sentence, int ExitCode)
{
    public static Failure Of(Exception fault, Command? command) => fault switch
    {
        AggregateException { InnerExceptions: [var inner] } => Of(inner, command),
        InvalidInputException { InnerException: DownloadFailedException } => new(Sentenced(fault.Message), ExitCodes.Failed),
        DownloadFailedException => new($"MNIST cannot be downloaded: {Sentenced(fault.Message)}", ExitCodes.Failed),
        InvalidInputException wrong => new(wrong.MessageWith(parameter => OptionNames.NameOf(parameter, command)), ExitCodes.WrongInput),
        OperationCanceledException => new("Interrupted before anything was done.", ExitCodes.Interrupted),
        TrainingDivergedException or TrainingFailedException => new(Sentenced(fault.Message), ExitCodes.Failed),
        IOException or UnauthorizedAccessException => new($"Failed: {Sentenced(fault.Message)}", ExitCodes.Failed),
        OutOfMemoryException => new("Failed: there is not enough memory for a network and data of this size.", ExitCodes.Failed),
        _ => new($"Failed unexpectedly ({fault.GetType().Name}): {Sentenced(fault.Message)}", ExitCodes.Failed),
    };

    /// <summary>The text on one line and with its full stop.</summary>
    private static string Sentenced(string message)
    {
        var line = message.ReplaceLineEndings(" ").Trim();
        return line.EndsWith('.') || line.EndsWith('?') || line.EndsWith('!') ? line : line + ".";
    }
}
