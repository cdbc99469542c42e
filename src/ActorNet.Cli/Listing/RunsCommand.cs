using ActorNet.Cli.Console;
using ActorNet.Cli.Tables;
using ActorNet.Models.Files;

namespace ActorNet.Cli.Listing;

/// <summary>`actornet runs`: the runs under ./runs, or some of them compared.</summary>
internal static class RunsCommand
{
    private static readonly Choice<RunOrder> Orders = new();

    public static Command Create(CliContext context)
    {
        var names = new Argument<string[]>("runs")
        {
            HelpName = "RUN...",
            Description =
            "two runs or more (their folders, or ids under runs/) to be compared: the options in which they differ, and the results",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var sort = OptionFactory.OneOf(
            "--sort", $"list by {string.Join(", ", Orders.Names)} [created, oldest first; the others best first]", Orders);
        var json = OptionFactory.Flag("--json", "write one JSON object per run and line");
        var command = new Command("runs", "Lists the runs under ./runs, or compares some.") { names };
        command.SetAction(parsed =>
        {
            var compared = parsed.GetValue(names) ?? [];
            if (compared.Length == 0)
                return List(parsed.GetValue(sort) ?? RunOrder.Created, parsed.GetValue(json), context);
            if (parsed.GetValue(json))
                throw InvalidInputException.Of("--json", "lists all runs", advice: "leave it out to compare some");
            if (parsed.GetValue(sort) is not null)
                throw InvalidInputException.Of("--sort", "lists all runs", advice: "leave it out to compare some");
            if (compared.Length == 1)
                throw InvalidInputException.Of(
                    $"'{compared[0]}'", "is only one run", advice: "name two runs or more to compare, or none to list all");
            RunComparison.Write(compared, [.. compared.Select(name => RunDirectory.Open(context.FindRun(name)))], context.Out);
            return ExitCodes.Done;
        });
        return HelpText.Attach(command, "actornet runs [RUN...] [options]", [new OptionGroup("Options", [sort, json])]);
    }

    private static int List(RunOrder order, bool json, CliContext context)
    {
        var runs = Sorted(Read(context), order);
        if (json)
        {
            foreach (var run in runs)
                context.Out.WriteLine(JsonFormat.Text(run));
            return ExitCodes.Done;
        }

        if (runs.Count == 0)
            context.Out.WriteLine($"There are no runs under {CliContext.RunsFolder}; `actornet train` makes one.");
        else
            TextTable.Write(context.Out, RunListing.Heads, runs.Select(run => run.ToCells()));
        if (order == RunOrder.Loss)
            Notices.WarnIfDifferent(runs.Where(run => run.TestLoss is not null).Select(run => run.Cost!.Value), context);
        foreach (var run in runs.Where(run => run.Problem is not null))
            context.Error.WriteLine(run.Problem);
        return ExitCodes.Done;
    }

    /// <summary>Those without a result come last, in the order in which they were created.</summary>
    private static List<RunListing> Sorted(List<RunListing> runs, RunOrder order) => order switch
    {
        RunOrder.Accuracy => [.. runs.OrderByDescending(run => run.TestAccuracy ?? double.NegativeInfinity)],
        RunOrder.Loss => [.. runs.OrderBy(run => run.TestLoss is { } loss && double.IsFinite(loss) ? loss : double.PositiveInfinity)],
        RunOrder.Speed => [.. runs.OrderByDescending(run => run.SamplesPerSecond ?? double.NegativeInfinity)],
        _ => runs,
    };

    private static List<RunListing> Read(CliContext context)
    {
        var parent = context.FullPath(CliContext.RunsFolder);
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

/// <summary>What runs are listed by.</summary>
internal enum RunOrder
{
    /// <summary>When they were created, oldest first.</summary>
    Created,

    /// <summary>Test accuracy, best first.</summary>
    Accuracy,

    /// <summary>Test loss, least first.</summary>
    Loss,

    /// <summary>Training speed, fastest first.</summary>
    Speed,
}
