using ActorNet.Cli.Context;
using Spectre.Console;

namespace ActorNet.Cli.Console;

/// <summary>Chooses how a run is told.</summary>
internal static class ViewFactory
{
    /// <summary>JSON where a program asked for it, the outcome alone where the user wants quiet, else a live view or lines.</summary>
    public static ITrainingView Create(CliContext context, bool json, bool quiet) =>
        json ? new JsonOutput(context.Out, context.Error, quiet)
        : quiet ? new QuietConsole(context.Out, context.Error)
        : context.IsLiveTerminal ? new LiveConsole(Terminal(context.Out), context.Time)
        : new PlainConsole(context.Out, context.Error, context.Time);

    private static IAnsiConsole Terminal(TextWriter output) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
}
