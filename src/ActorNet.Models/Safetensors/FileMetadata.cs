using System.Globalization;
using ActorNet.Learning.Networks;
using ActorNet.Models.Files;

namespace ActorNet.Models.Safetensors;

/// <summary>Validated access to the metadata of an ActorNet safetensors file; every error names the file.</summary>
internal sealed class FileMetadata
{
    /// <summary>The key of the file's kind and version; foreign files have none or another.</summary>
    public const string KindKey = "kind";

    /// <summary>The key of the parameters' SHA-256.</summary>
    public const string WeightsHashKey = "weightsSha256";

    private const string KindPrefix = "actornet-";

    private readonly IReadOnlyDictionary<string, string> _values;
    private readonly string _path;

    /// <exception cref="InvalidInputException">The file is of another kind.</exception>
    public FileMetadata(IReadOnlyDictionary<string, string> values, string path, string kind, string noun)
    {
        _values = values;
        _path = path;
        if (values.GetValueOrDefault(KindKey) is var actual && actual != kind)
            throw InvalidInputException.Of(
                $"File '{path}'", $"is not {noun} of this program: its kind is '{actual ?? "none"}'", $"'{kind}' is expected");
    }

    /// <summary>Whether the metadata are ActorNet's, possibly damaged: one changed byte must not make a file look foreign.</summary>
    public static bool IsActorNetFile(IReadOnlyDictionary<string, string> values) =>
        values.GetValueOrDefault(KindKey)?.StartsWith(KindPrefix, StringComparison.Ordinal) == true || values.ContainsKey(WeightsHashKey);

    public string Text(string key) =>
        _values.GetValueOrDefault(key) ?? throw InvalidInputException.Of($"File '{_path}'", $"is damaged: its metadata lack '{key}'");

    public T Json<T>(string key) where T : class =>
        JsonFormat.Read<T>(Text(key), $"The metadata '{key}' of file '{_path}'");

    /// <summary>Reads a number that <see cref="Format(double)"/> wrote, exactly.</summary>
    public double Number(string key) =>
        double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw Damaged(key);

    /// <summary>Reads a non-negative integer.</summary>
    public long Integer(string key) =>
        long.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw Damaged(key);

    public bool Has(string key) => _values.ContainsKey(key);

    /// <summary>Checks a network's size before it determines any allocation.</summary>
    public void CheckNetwork(NetworkSpec network) => CheckNetwork(network, _path);

    /// <summary>Like <see cref="CheckNetwork(NetworkSpec)"/>, for any file.</summary>
    public static void CheckNetwork(NetworkSpec network, string path)
    {
        if (network.Widths.ParameterCount > NetworkSpec.MaxParameters)
            throw InvalidInputException.Of($"File '{path}'", $"is damaged: its network {network.Widths} is too large");
    }

    /// <summary>Compares the stored hash with the computed one.</summary>
    public void CheckHash(string key, string computed)
    {
        if (Text(key) is var expected && expected != computed)
            throw InvalidInputException.Of($"File '{_path}'", $"is damaged: its content has SHA-256 {computed}", $"{key} says {expected}");
    }

    /// <summary>Formats a number in the shortest round-trip form.</summary>
    public static string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private InvalidInputException Damaged(string key) =>
        InvalidInputException.Of($"File '{_path}'", $"is damaged: its metadata '{key}' is '{Text(key)}'");
}
