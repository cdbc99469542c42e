using ActorNet.Cli.Context;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorNet.Cli.Console;

/// <summary>Creates the view of a run.</summary>
internal static class ViewFactory
{
    /// <summary>JSON where a program asked for it, the outcome alone where the user wants quiet, else a live view or lines.</summary>
    public static ITrainingView Create(CliContext context, bool json, bool quiet) =>
        json ? new JsonOutput(context.Out, context.Error, quiet)
        : quiet ? new QuietConsole(context.Out, context.Error)
        : context.IsLiveTerminal ? new LiveConsole(Terminal(context), context)
        : new PlainConsole(context.Out, context.Error, context.Time);

    /// <summary>Standard output as a terminal, with the colors that it has and the user wants.</summary>
    public static IAnsiConsole Terminal(CliContext context) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Out) });

    /// <summary>A terminal with a picture that is drawn again and again.</summary>
    public static LiveTerminal Live(IAnsiConsole console, Func<IReadOnlyList<IReadOnlyList<Segment>>> picture, CliContext context) =>
        new(new LiveRegion(console), picture, context.Time, context.ListensToSignals);
}
