using System.CommandLine.Help;
using ActorNet.Cli.Bench;
using ActorNet.Cli.Certificates;
using ActorNet.Cli.Cluster;
using ActorNet.Cli.DataSets;
using ActorNet.Cli.Inference;
using ActorNet.Cli.Lessons;
using ActorNet.Cli.Listing;
using ActorNet.Cli.Plot;
using ActorNet.Cli.Traces;
using ActorNet.Cli.Train;
using ActorNet.Cli.Verify;

namespace ActorNet.Cli;

/// <summary>
/// The `actornet` command: parses arguments, runs the command they name, and turns what goes wrong into a sentence and an exit code.
/// </summary>
internal static class ActorNetCommand
{
    public static async Task<int> RunAsync(string[] arguments, CliContext context)
    {
        var parsed = CreateRoot(context).Parse(
            arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        var invocation = new InvocationConfiguration
        {
            Output = context.Out,
            Error = context.Error,
            EnableDefaultExceptionHandler = false,
            // Signals are the commands' own business.
            ProcessTerminationTimeout = null,
        };
        try
        {
            if (parsed.Action is not HelpText && ArgumentErrors.FirstOf(parsed) is { } sentence)
            {
                context.Error.WriteLine(sentence);
                return ExitCodes.WrongInput;
            }

            return await parsed.InvokeAsync(invocation);
        }
        catch (Exception fault)
        {
            var failure = Failure.Of(fault, parsed.CommandResult.Command);
            context.Error.WriteLine(failure.Sentence);
            return failure.ExitCode;
        }
    }

    private static RootCommand CreateRoot(CliContext context)
    {
        var root = new RootCommand("ActorNet trains feed-forward neural networks with actors, to the same weights bit for bit.");
        Command[] commands =
        [
            TrainCommand.Create(context), CoordinatorCommand.Create(context), WorkerCommand.Create(context), StatusCommand.Create(context),
            RunsCommand.Create(context), VerifyCommand.Create(context), EvaluateCommand.Create(context), PredictCommand.Create(context),
            ExportCommand.Create(context), PlotCommand.Create(context), TraceCommand.Create(context), DataCommand.Create(context),
            CertsCommand.Create(context), LessonCommand.Create(context), BenchCommand.Create(context),
        ];
        foreach (var command in commands)
            root.Subcommands.Add(command);

        var rootHelp = new HelpText(
            "actornet COMMAND [options]", [],
            "`actornet COMMAND --help` lists a command's options. `actornet --version` prints the version.");
        root.SetAction(parsed => rootHelp.Invoke(parsed));
        foreach (var option in root.Options)
        {
            if (option is HelpOption help)
                help.Action = rootHelp;
            else if (option is VersionOption version)
                version.Action = new VersionText();
        }

        return root;
    }
}
