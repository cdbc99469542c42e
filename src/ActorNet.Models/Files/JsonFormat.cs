using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorNet.Learning.Networks;
using ActorNet.Learning.Optimizers;

namespace ActorNet.Models.Files;

/// <summary>
/// The JSON format of a run's files, and of descriptions between processes: camelCase names, kebab-case enum values, widths and schedules in command-line syntax,
/// float32 and float64 in the shortest round-trip form, and null for non-finite numbers, which JSON cannot represent.
/// </summary>
internal static class JsonFormat
{
    public static JsonSerializerOptions Options { get; } = Create(indented: false);

    /// <summary>Indented output, for files read by people.</summary>
    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    /// <summary>Parses <paramref name="json"/> strictly: unknown, missing or invalid null properties are errors.</summary>
    /// <param name="json">UTF-8 text.</param>
    /// <param name="source">The source in error messages, such as "File 'run.json'".</param>
    /// <exception cref="InvalidInputException">The text does not match <typeparamref name="T"/>.</exception>
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

    public static T Read<T>(string json, string source) where T : class => Read<T>(Encoding.UTF8.GetBytes(json), source);

    /// <summary>One line.</summary>
    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>UTF-8, on one line.</summary>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    private static JsonSerializerOptions Create(bool indented)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            WriteIndented = indented,
            // Computed properties are redundant.
            IgnoreReadOnlyProperties = true,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            // The output goes to files and terminals, not to HTML.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(new TextConverter<LayerWidths>(LayerWidths.Parse));
        options.Converters.Add(new TextConverter<LearningRateSchedule>(LearningRateSchedule.Parse));
        options.Converters.Add(new FiniteDoubleConverter());
        options.Converters.Add(new FiniteFloatConverter());
        return options;
    }

    /// <summary>Writes a value with ToString() and reads it with Parse.</summary>
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

    private sealed class FiniteDoubleConverter : JsonConverter<double>
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

    /// <summary>Floats are user settings, never results, so they must be finite; 1e99 would parse as infinity.</summary>
    private sealed class FiniteFloatConverter : JsonConverter<float>
    {
        public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number && reader.GetSingle() is var value && float.IsFinite(value)
                ? value
                : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }
}
