using System.Diagnostics;
using System.Globalization;

namespace ActorNet.Mutations.Comparing;

/// <summary>Flips one comparison after another, and reports what finds it.</summary>
internal sealed class ComparisonRun(ComparisonOptions options)
{
    private static readonly (string Assembly, string Folder)[] Code =
        [("ActorNet.Coordination.dll", "src/ActorNet.Coordination/"), ("ActorNet.Computing.dll", "src/ActorNet.Computing/Exchange/")];

    /// <summary>The comparisons of the coordination code.</summary>
    public static IReadOnlyList<Comparison> All { get; } =
        [.. Code.SelectMany(code => ComparisonFinder.Find(Path.Combine(AppContext.BaseDirectory, code.Assembly), code.Folder))];

    /// <returns>Whether every comparison that nothing found is explained.</returns>
    public bool Execute()
    {
        var chosen = All.Where(comparison => options.Only is null || comparison.Where.Contains(options.Only, StringComparison.Ordinal)).ToList();
        if (chosen.Count == 0)
            throw new MutationException($"No comparison is at '{options.Only}'; there are {All.Count}, such as {All[0].Where}.");
        var explained = Survivor.Read();
        var results = options.Resume ? ComparisonResults.Read(options.Results, chosen) : new ComparisonResults(options.Results);
        var todo = chosen.Where(comparison => !results.Has(comparison)).ToList();
        Console.WriteLine($"{chosen.Count} comparisons, {todo.Count} to flip.");
        if (todo.Count > 0)
            Flip(todo, results);
        return Print(results.All, explained);
    }

    private void Flip(List<Comparison> todo, ComparisonResults results)
    {
        using var code = new FlippedCode(options.Parallel);
        if (code.Examine(0, null, options.Time, options.Seed) is { By: not FoundBy.Nothing } fault)
            throw new MutationException($"A fault is found in the code as it is, before anything is flipped: {fault.How}");
        var next = -1;
        Parallel.For(0, options.Parallel, copy =>
        {
            while (Interlocked.Increment(ref next) is var i && i < todo.Count)
            {
                var (comparison, watch) = (todo[i], Stopwatch.StartNew());
                var (by, how) = code.Examine(copy, comparison, options.Time, options.Seed);
                var seconds = watch.Elapsed.TotalSeconds;
                results.Add(new ComparisonResult(comparison, by, how, Math.Round(seconds, 1)));
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{i + 1,4}/{todo.Count} {seconds,6:F1} s  {by,-11}  {comparison.Where}  {Report.Cut(comparison.Text, 80)}"));
            }
        });
    }

    private static bool Print(IReadOnlyList<ComparisonResult> results, IReadOnlyList<Survivor> explained)
    {
        var rows = results.GroupBy(result => result.Comparison.File).OrderBy(file => file.Key, StringComparer.Ordinal)
            .Select(file => RowOf($"`{file.Key["src/".Length..]}`", [.. file])).Append(RowOf("all", results));
        Console.WriteLine($"\n{Report.Table(["file", "comparisons", "found by exploration", "found by tests", "survivors"], rows)}\n");
        var areExplained = true;
        foreach (var survivor in results.Where(result => result.FoundBy == FoundBy.Nothing).Select(result => result.Comparison))
        {
            var reason = explained.FirstOrDefault(each => each.IsOf(survivor))?.Reason;
            areExplained &= reason is not null;
            Console.WriteLine($"{survivor.File}:{survivor.Line} ({survivor.Flip}, comparison {survivor.Place} of)\n  {survivor.Text}\n  {reason ?? "NOT EXPLAINED"}");
        }

        foreach (var found in results.Where(result => result.FoundBy != FoundBy.Nothing && explained.Any(each => each.IsOf(result.Comparison))))
            Console.WriteLine($"{found.Comparison.Where} is explained as a survivor, but was found by {found.FoundBy}: {found.How}");
        return areExplained;
    }

    private static string[] RowOf(string name, IReadOnlyCollection<ComparisonResult> results) =>
    [
        name, Text(results.Count), Text(results.Count(result => result.FoundBy == FoundBy.Exploration)),
        Text(results.Count(result => result.FoundBy == FoundBy.Tests)), Text(results.Count(result => result.FoundBy == FoundBy.Nothing)),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
