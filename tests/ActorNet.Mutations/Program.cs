using System.CommandLine;
using ActorNet.Mutations.Comparing;
using ActorNet.Mutations.Exploring;
using ActorNet.Mutations.Planting;

namespace ActorNet.Mutations;

/// <summary>
/// Run as: dotnet run -c Release --project tests/ActorNet.Mutations -- planted [NAME...] [--faults FILE] [--seconds N], or comparisons [--seconds
/// N] [--parallel N] [--only TEXT] [--results FILE] [--resume]. Both run "explore" in processes of their own.
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        var command = new RootCommand("Puts faults into the code, and shows which of them the exploration of ActorNet.TestKit finds.")
        {
            Explore(), Planted(), Comparisons(),
        };
        return command.Parse(args).Invoke();
    }

    private static Option<int> Seconds(int value) =>
        new("--seconds") { Description = "time to explore, for each fault", DefaultValueFactory = _ => value };

    private static Option<ulong> Seed() => new("--seed") { Description = "the first seed", DefaultValueFactory = _ => 0 };

    private static Command Explore()
    {
        var (seconds, seed) = (Seconds(60), Seed());
        var command = new Command("explore", "Explores until a run fails or the time is over, and prints what it found as JSON; exit code 1 if a run failed.")
        {
            seconds, seed,
        };
        command.SetAction(parsed =>
        {
            using var explorer = new Explorer(TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(seed));
            var outcome = explorer.Explore();
            Console.WriteLine(outcome.ToJson());
            return outcome.IsFound ? 1 : 0;
        });
        return command;
    }

    private static Command Planted()
    {
        var (seconds, seed) = (Seconds(60), Seed());
        var names = new Argument<string[]>("NAME") { Description = "names of faults [all]", Arity = ArgumentArity.ZeroOrMore };
        var faults = new Option<string>("--faults")
        {
            Description = "the file of faults", DefaultValueFactory = _ => Path.Combine(Sources.Project, "planted.json"),
        };
        var command = new Command("planted", "Builds the code with one fault after another, and explores each.") { names, faults, seconds, seed };
        command.SetAction(parsed => Report.Errors(() =>
        {
            var chosen = PlantedFault.Read(parsed.GetValue(faults)!, parsed.GetValue(names) ?? []);
            return new PlantedRun(TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(seed)).Execute(chosen) ? 0 : 1;
        }));
        return command;
    }

    private static Command Comparisons()
    {
        var (seconds, seed) = (Seconds(20), Seed());
        var parallel = new Option<int>("--parallel") { Description = "processes at a time, 1 or 2", DefaultValueFactory = _ => 1 };
        parallel.AcceptOnlyFromAmong("1", "2");
        var only = new Option<string?>("--only") { Description = "only the comparisons whose file and line, such as AnswerVerifier.cs:51, contain this" };
        var results = new Option<string>("--results")
        {
            Description = "the file of results", DefaultValueFactory = _ => Path.Combine("TestResults", "comparisons.json"),
        };
        var resume = new Option<bool>("--resume") { Description = "keep the results of the file, and add what is missing" };
        var command = new Command("comparisons", "Flips one comparison of the coordination code after another, explores each, and runs the tests on what is left.")
        {
            seconds, seed, parallel, only, results, resume,
        };
        command.SetAction(parsed => Report.Errors(() =>
        {
            var options = new ComparisonOptions(
                TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(seed), parsed.GetValue(parallel), parsed.GetValue(only),
                parsed.GetValue(results)!, parsed.GetValue(resume));
            return new ComparisonRun(options).Execute() ? 0 : 1;
        }));
        return command;
    }
}
