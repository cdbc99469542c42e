using System.Text.Json;
using ActorNet.Cli.Tables;
using ActorNet.Models.Files;

namespace ActorNet.Cli.Listing;

/// <summary>Runs side by side: the options in which they differ, and what came of it.</summary>
internal static class RunComparison
{
    /// <summary>Writes the comparison as a table, with a column for each run.</summary>
    public static void Write(IReadOnlyList<string> names, IReadOnlyList<RunDirectory> runs, TextWriter output)
    {
        var options = runs.Select(run => OptionsOf(run.Description)).ToList();
        var differing = options.SelectMany(each => each.Keys).Distinct(StringComparer.Ordinal)
            .Where(option => options.Select(each => each.GetValueOrDefault(option, "")).Distinct(StringComparer.Ordinal).Count() > 1);
        var listings = runs.Select((run, i) => RunListing.Read(run.Path, names[i]).ToCells()).ToList();
        // Behind the data and the network, which are options, come the results.
        var results = RunListing.Heads.Index()
            .Where(head => head.Item is "Epochs" or "Accuracy" or "Loss" or "Samples/s" or "Weights" or "Status");
        TextTable.Write(
            output, ["", .. names],
            [
                .. differing.Select(
                    option => (IReadOnlyList<string>)[option, .. options.Select(each => each.GetValueOrDefault(option, ""))]),
                .. results.Select(head => (IReadOnlyList<string>)[head.Item, .. listings.Select(cells => cells[head.Index])]),
            ]);
    }

    /// <summary>All that decides a run's weights, as run.json calls it.</summary>
    private static Dictionary<string, string> OptionsOf(RunDescription run)
    {
        var sha256 = run.Dataset.Sha256[..Math.Min(8, run.Dataset.Sha256.Length)];
        var options = new Dictionary<string, string>(StringComparer.Ordinal) { ["dataset"] = $"{run.Dataset.Name} {sha256}" };
        Add("", JsonSerializer.SerializeToElement(run.Spec, JsonFormat.Options));
        return options;

        void Add(string name, JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Object)
                options[name] = value.ValueKind == JsonValueKind.Null ? "" : value.ToString();
            else
                foreach (var property in value.EnumerateObject())
                    Add(name.Length == 0 ? property.Name : $"{name}.{property.Name}", property.Value);
        }
    }
}
