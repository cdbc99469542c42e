using ActorNet.Actors.Hosting;
using ActorNet.Learning.Training;

namespace ActorNet.Cli;

/// <summary>The world of this process, as the command takes it: the only place that reads it.</summary>
internal static class ProcessContext
{
    /// <summary>The context of this process.</summary>
    public static CliContext Create() => new()
    {
        Out = System.Console.Out,
        Error = System.Console.Error,
        IsLiveTerminal = !System.Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not ("dumb" or "" or null),
        WorkingDirectory = Environment.CurrentDirectory,
        Time = TimeProvider.System,
        Processors = Environment.ProcessorCount,
        Train = (spec, dataset, options, onEvent, cancellationToken) => Trainer.TrainAsync(spec, dataset, options, onEvent, cancellationToken),
        Load = (request, report, cancellationToken) => throw new NotSupportedException(),
        ExitAtOnce = ExitAtOnce,
        ListensToSignals = true,
    };

    private static void ExitAtOnce(int exitCode)
    {
        if (!System.Console.IsOutputRedirected)
            System.Console.CursorVisible = true;
        Environment.Exit(exitCode);
    }
}
