using ActorNet.Cli.Arguments;
using ActorNet.Cli.Context;
using ActorNet.Cli.Train;
using ActorNet.Coordination.Training;
using ActorNet.Data.Mnist;
using ActorNet.Learning;
using ActorNet.Learning.Training;

namespace ActorNet.Cli;

/// <summary>What an exception means to the user: one sentence and an exit code.</summary>
/// <param name="Sentence">The sentence.</param>
/// <param name="ExitCode">The exit code.</param>
internal sealed record Failure(string Sentence, int ExitCode)
{
    /// <summary>The failure an exception stands for.</summary>
    public static Failure Of(Exception fault) => fault switch
    {
        AggregateException { InnerExceptions: [var inner] } => Of(inner),
        InvalidInputException { InnerException: DownloadFailedException } => new(Sentenced(fault.Message), ExitCodes.Failed),
        DownloadFailedException => new($"MNIST cannot be downloaded: {Sentenced(fault.Message)}", ExitCodes.Failed),
        InvalidInputException => new(OptionWords.In(Sentenced(fault.Message)), ExitCodes.WrongInput),
        OperationCanceledException => new("Interrupted before anything was done.", ExitCodes.Interrupted),
        TrainingDivergedException or TrainingFailedException or RunNotKeptException => new(Sentenced(fault.Message), ExitCodes.Failed),
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
