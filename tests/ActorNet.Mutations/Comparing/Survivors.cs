using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorNet.Mutations.Comparing;

/// <summary>A flipped comparison that nothing finds, and why.</summary>
internal sealed record Survivor(string File, string Method, string Text, int Place, Flip Flip, string Reason)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The explained survivors.</summary>
    public static IReadOnlyList<Survivor> Read() =>
        JsonSerializer.Deserialize<List<Survivor>>(System.IO.File.ReadAllText(Path.Combine(Sources.Project, "survivors.json")), Json)!;

    public bool IsOf(Comparison comparison) => (File, Method, Text, Place, Flip) == comparison.Key;
}
