using System.CommandLine;
using System.Text.Json;
using ActorNet.Cli.Arguments;
using ActorNet.Cli.Console;
using ActorNet.Models.Runs;

namespace ActorNet.Cli.Listing;

/// <summary>`actornet runs`: the runs under ./runs, oldest first.</summary>
internal static class RunsCommand
{
    /// <summary>The command, for the parser.</summary>
    public static CliCommand Create(CliContext context)
    {
        var json = OptionOf.Flag("--json", "write one JSON object per run and line");
        var command = new Command("runs", "Lists the runs under ./runs, oldest first.");
        command.Options.Add(json);
        command.SetAction(parsed => Run(parsed.GetValue(json), context));
        return new CliCommand(command, new HelpText("actornet runs [options]", [new OptionGroup("Options", [json])]));
    }

    private static int Run(bool json, CliContext context)
    {
        var runs = Read(context);
        if (json)
        {
            foreach (var run in runs)
                context.Out.WriteLine(JsonSerializer.Serialize(run, RunJson.Options));
            return ExitCodes.Done;
        }

        if (runs.Count == 0)
            context.Out.WriteLine($"There are no runs under {RunPaths.DefaultParent}; `actornet train` makes one.");
        else
            TextTable.Write(context.Out, RunListing.Heads, runs.Select(run => run.ToCells()));
        foreach (var run in runs.Where(run => run.Problem is not null))
            context.Error.WriteLine(run.Problem);
        return ExitCodes.Done;
    }

    private static List<RunListing> Read(CliContext context)
    {
        var parent = context.FullPath(RunPaths.DefaultParent);
        if (!Directory.Exists(parent))
            return [];
        return
        [
            .. Directory.EnumerateDirectories(parent)
                .Where(folder => File.Exists(Path.Combine(folder, "run.json")))
                .Select(folder => RunListing.Read(folder, context.ShortPath(folder)))
                .OrderBy(run => run.Created ?? DateTimeOffset.MinValue).ThenBy(run => run.RunId, StringComparer.Ordinal),
        ];
    }
}
