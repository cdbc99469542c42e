using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorNet.Mutations.Comparing;

/// <summary>What found a flipped comparison.</summary>
internal enum FoundBy
{
    Nothing,
    Exploration,
    Tests,
}

/// <param name="How">The failure, in a line; empty if there was none.</param>
internal sealed record ComparisonResult(Comparison Comparison, FoundBy FoundBy, string How, double Seconds);

/// <summary>The results so far, in a file, so that a run can be resumed.</summary>
internal sealed class ComparisonResults(string path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly List<ComparisonResult> _all = [];
    private readonly Lock _lock = new();

    /// <summary>The results of a file, of the comparisons that are still there.</summary>
    public static ComparisonResults Read(string path, IReadOnlyCollection<Comparison> comparisons)
    {
        var results = new ComparisonResults(path);
        if (!File.Exists(path))
            return results;
        try
        {
            var read = JsonSerializer.Deserialize<List<ComparisonResult>>(File.ReadAllText(path), Json)!;
            var known = comparisons.ToDictionary(comparison => comparison.Key);
            results._all.AddRange(read.Where(result => known.ContainsKey(result.Comparison.Key))
                .Select(result => result with { Comparison = known[result.Comparison.Key] }));
        }
        catch (JsonException error)
        {
            throw new MutationException($"The results of {path} cannot be read: {error.Message}");
        }

        return results;
    }

    public IReadOnlyList<ComparisonResult> All => _all;

    public bool Has(Comparison comparison) => _all.Exists(result => result.Comparison == comparison);

    public void Add(ComparisonResult result)
    {
        lock (_lock)
        {
            _all.Add(result);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllText(path + ".new", JsonSerializer.Serialize(_all, Json));
            File.Move(path + ".new", path, overwrite: true);
        }
    }
}
