using System.Text.Json;

namespace ActorNet.Mutations.Planting;

/// <summary>A fault as a replacement of text in one file.</summary>
/// <param name="File">From the folder of the solution.</param>
/// <param name="Find">The text, which the file has once.</param>
/// <param name="Shows">What goes wrong with it.</param>
internal sealed record PlantedFault(string Name, string File, string Find, string Replace, string Shows)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The faults of a file, or those of some names.</summary>
    /// <exception cref="MutationException">The file cannot be read, or has no fault of a name.</exception>
    public static IReadOnlyList<PlantedFault> Read(string path, IReadOnlyList<string> names)
    {
        List<PlantedFault> faults;
        try
        {
            faults = JsonSerializer.Deserialize<List<PlantedFault>>(System.IO.File.ReadAllText(path), Json)!;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new MutationException($"The faults of {path} cannot be read: {error.Message}");
        }

        if (names.FirstOrDefault(name => faults.All(fault => fault.Name != name)) is { } unknown)
            throw new MutationException($"There is no fault '{unknown}' in {path}; there are {string.Join(", ", faults.Select(fault => fault.Name))}.");
        return [.. faults.Where(fault => names.Count == 0 || names.Contains(fault.Name))];
    }

    /// <summary>The file's text with the fault.</summary>
    /// <exception cref="MutationException">The text is not there exactly once.</exception>
    public string Plant(string source)
    {
        var times = source.Split(Find).Length - 1;
        return times == 1
            ? source.Replace(Find, Replace, StringComparison.Ordinal)
            : throw new MutationException($"The text of fault '{Name}' occurs {times} times in {File}; it must occur once: {Find}");
    }
}
