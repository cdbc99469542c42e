using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorNet.Models.Files;
using ActorNet.Protocol;

namespace ActorNet.Models.Recording;

/// <summary>
/// Training events as JSON, one object per line: {"event":"epoch-completed","runId":...}. An event's name is its type name
/// in kebab-case; <see cref="JsonFormat"/> defines the rest.
/// </summary>
internal static class TrainingEventJson
{
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    public static string Write(TrainingEvent trainingEvent) => JsonSerializer.Serialize(trainingEvent, Options);

    /// <summary>Parses a line; null if it is not a complete event, such as the last line of a killed process.</summary>
    public static TrainingEvent? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainingEvent>(line, Options);
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            // NotSupportedException: the object has no event name.
            return null;
        }
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var resolver = new DefaultJsonTypeInfoResolver();
        resolver.Modifiers.Add(NameEvents);
        return new JsonSerializerOptions(JsonFormat.Options) { TypeInfoResolver = resolver };
    }

    private static void NameEvents(JsonTypeInfo type)
    {
        // Event name and run id first, for readability; by default, inherited properties come last.
        if (!type.Type.IsAssignableTo(typeof(TrainingEvent)))
            return;
        type.Properties.Single(property => property.Name == "runId").Order = -1;
        if (type.Type != typeof(TrainingEvent))
            return;
        type.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "event" };
        foreach (var kind in typeof(TrainingEvent).Assembly.GetTypes().Where(kind => kind.IsSubclassOf(typeof(TrainingEvent))))
            type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(kind, JsonNamingPolicy.KebabCaseLower.ConvertName(kind.Name)));
    }
}
