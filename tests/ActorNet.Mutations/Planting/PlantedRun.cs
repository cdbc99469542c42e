using System.Globalization;
using ActorNet.Mutations.Exploring;

namespace ActorNet.Mutations.Planting;

/// <summary>Plants one fault after another, and reports which the exploration finds.</summary>
internal sealed class PlantedRun(TimeSpan time, ulong seed)
{
    private static readonly string[] Heads = ["fault", "found", "runs", "seconds", "faults", "first line of the failure"];

    /// <returns>Whether every fault was found, and none in the code without faults.</returns>
    public bool Execute(IReadOnlyList<PlantedFault> faults)
    {
        using var copy = new SourceCopy();
        if (copy.Build() is { } error)
            throw new MutationException($"The copy of the sources cannot be built: {error}");
        List<(string Name, bool IsRight, string[] Row)> results = [];
        var none = copy.Explore(time, seed);
        Add("(none)", !none.IsFound, none);
        foreach (var fault in faults)
        {
            using var planted = copy.Plant(fault);
            if (copy.Build() is { } mistake)
            {
                results.Add((fault.Name, false, [fault.Name, "does not compile", "", "", "", mistake]));
                Console.WriteLine($"{fault.Name}: does not compile: {mistake}");
                continue;
            }

            var outcome = copy.Explore(time, seed);
            Add(fault.Name, outcome.IsFound, outcome);
        }

        Console.WriteLine(Report.Table(Heads, results.Select(result => result.Row)));
        Console.WriteLine($"{results.Skip(1).Count(result => result.IsRight)} of {faults.Count} faults found.");
        return results.TrueForAll(result => result.IsRight);

        void Add(string name, bool isRight, ExplorationOutcome outcome)
        {
            results.Add((name, isRight, RowOf(name, outcome)));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name}: {(outcome.IsFound ? "found" : "not found")} in {outcome.Runs} runs, {outcome.Seconds:F1} s"));
            if (outcome.IsFound)
                Console.WriteLine($"{FirstLine(outcome)}\n{outcome.Scenario}");
            Console.WriteLine();
        }
    }

    private static string[] RowOf(string name, ExplorationOutcome outcome) =>
    [
        name, outcome.IsFound ? "yes" : "no", outcome.Runs.ToString("N0", CultureInfo.InvariantCulture),
        outcome.Seconds.ToString("F1", CultureInfo.InvariantCulture), outcome.IsFound ? outcome.Faults.ToString(CultureInfo.InvariantCulture) : "",
        Report.Cut(FirstLine(outcome), 120),
    ];

    private static string FirstLine(ExplorationOutcome outcome) => outcome.Failure?.Split('\n')[0].Trim() ?? "";
}
