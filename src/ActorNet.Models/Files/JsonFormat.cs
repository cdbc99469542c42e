using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;

namespace ActorNet.Models.Files;

/// <summary>
/// How a run's facts are written as JSON: camelCase names, enumerations in kebab-case, widths and schedules in the form the
/// command line takes, float32 and float64 in the shortest form that reads back to the same bits, and null for a number that
/// is not finite, since JSON knows none.
/// </summary>
internal static class JsonFormat
{
    /// <summary>One line per object.</summary>
    public static JsonSerializerOptions Options { get; } = Create(indented: false);

    /// <summary>Indented, for files that people read.</summary>
    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    /// <summary>Reads <paramref name="json"/> strictly: no unknown, missing or wrongly null property.</summary>
    /// <param name="json">The text, UTF-8.</param>
    /// <param name="source">Where it is from, for the error sentence, such as "File 'run.json'".</param>
    /// <exception cref="InvalidInputException">The text is not JSON of this shape.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, string source) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("it is null");
        }
        catch (JsonException fault)
        {
            var where = fault.Path is { Length: > 1 } path ? $" at {path}" : "";
            throw InvalidInputException.Of(source, $"is damaged{where}", cause: fault);
        }
    }

    private static JsonSerializerOptions Create(bool indented)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            WriteIndented = indented,
            // Computed properties repeat what the others say.
            IgnoreReadOnlyProperties = true,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            // The text goes to files and terminals, not into HTML.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(new TextConverter<LayerWidths>(LayerWidths.Parse));
        options.Converters.Add(new TextConverter<LearningRateSchedule>(LearningRateSchedule.Parse));
        options.Converters.Add(new FiniteNumberConverter());
        options.Converters.Add(new FiniteFloatConverter());
        return options;
    }

    /// <summary>A value that is written as its ToString() and read by its Parse.</summary>
    private sealed class TextConverter<T>(Func<string, T> parse) : JsonConverter<T> where T : notnull
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String)
                throw new JsonException();
            try
            {
                return parse(reader.GetString()!);
            }
            catch (InvalidInputException fault)
            {
                throw new JsonException(fault.Message, fault);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    private sealed class FiniteNumberConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN
            : reader.TokenType == JsonTokenType.Number && reader.GetDouble() is var value && double.IsFinite(value) ? value
            : throw new JsonException();

        public override bool HandleNull => true;

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteNullValue();
        }
    }

    /// <summary>A float is a setting of the user's, never a result, so it is always finite; 1e99 would be read as infinity.</summary>
    private sealed class FiniteFloatConverter : JsonConverter<float>
    {
        public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number && reader.GetSingle() is var value && float.IsFinite(value) ? value : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }
}
