using Spectre.Console;

namespace ActorNet.Cli.Console;

internal static class ViewFactory
{
    /// <summary>The view of a run: JSON with --json, only the result with --quiet, else a live view or lines.</summary>
    public static ITrainingView Create(CliContext context, bool json, bool quiet) =>
        json ? new JsonOutput(context.Out, context.Error, quiet)
        : quiet ? new QuietConsole(context.Out, context.Error)
        : context.IsLiveTerminal ? new LiveConsole(Terminal(context), context)
        : new PlainConsole(context.Out, context.Error, context.Time);

    /// <summary>Standard output as a terminal, with the colors that it supports and the user allows.</summary>
    public static IAnsiConsole Terminal(CliContext context) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Out) });
}
