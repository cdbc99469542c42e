using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorNet.Models.Files;
using ActorNet.Protocol;

namespace ActorNet.Models.Recording;

/// <summary>
/// Training events as JSON, one object per line: {"event":"epoch-completed","runId":...}. The name of an event is its type's
/// in kebab-case; everything else is written as <see cref="JsonFormat"/> says.
/// </summary>
internal static class TrainingEventJson
{
    /// <summary>The options that write and read <see cref="TrainingEvent"/>.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>The event as one line, without its end.</summary>
    public static string Write(TrainingEvent trainingEvent) => JsonSerializer.Serialize(trainingEvent, Options);

    /// <summary>The event in a line; null where the line is not a whole event, as the last one of a killed process.</summary>
    public static TrainingEvent? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainingEvent>(line, Options);
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            // The latter where an object does not say which event it is.
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
        // The name and the run first, as people read; otherwise an inherited property comes last.
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
