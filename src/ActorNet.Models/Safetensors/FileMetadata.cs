using System.Globalization;
using System.Text;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Models.Files;

namespace ActorNet.Models.Safetensors;

/// <summary>The metadata of one of our safetensors files, read with checks; every error names the file.</summary>
internal sealed class FileMetadata
{
    /// <summary>Whose file it is, and of which version; files of others have none, or another.</summary>
    public const string KindKey = "kind";

    /// <summary>The SHA-256 of the parameters.</summary>
    public const string WeightsHashKey = "weightsSha256";

    private const string OurKinds = "actornet-";

    private readonly IReadOnlyDictionary<string, string> _values;
    private readonly string _path;

    /// <summary>Begins to read.</summary>
    /// <exception cref="InvalidInputException">The file is of another kind.</exception>
    public FileMetadata(IReadOnlyDictionary<string, string> values, string path, string kind, string noun)
    {
        _values = values;
        _path = path;
        if (values.GetValueOrDefault(KindKey) is var actual && actual != kind)
            throw InvalidInputException.Of(
                $"File '{path}'", $"is not {noun} of this program: its kind is '{actual ?? "none"}'", $"'{kind}' is expected");
    }

    /// <summary>Whether a file's metadata are those of this program, damaged perhaps: a changed byte does not make a file another's.</summary>
    public static bool AreOurs(IReadOnlyDictionary<string, string> values) =>
        values.GetValueOrDefault(KindKey)?.StartsWith(OurKinds, StringComparison.Ordinal) == true || values.ContainsKey(WeightsHashKey);

    /// <summary>The text under <paramref name="key"/>.</summary>
    public string Text(string key) =>
        _values.GetValueOrDefault(key) ?? throw InvalidInputException.Of($"File '{_path}'", $"is damaged: its metadata lack '{key}'");

    /// <summary>The JSON object under <paramref name="key"/>.</summary>
    public T Json<T>(string key) where T : class =>
        JsonFormat.Read<T>(Encoding.UTF8.GetBytes(Text(key)), $"The metadata '{key}' of file '{_path}'");

    /// <summary>The number under <paramref name="key"/>, exactly as <see cref="Format(double)"/> wrote it.</summary>
    public double Number(string key) =>
        double.TryParse(Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw Damaged(key);

    /// <summary>The whole number, from 0, under <paramref name="key"/>.</summary>
    public long WholeNumber(string key) =>
        long.TryParse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw Damaged(key);

    /// <summary>Whether there is anything under <paramref name="key"/>.</summary>
    public bool Has(string key) => _values.ContainsKey(key);

    /// <summary>Checks a network's size before anything is allocated by it.</summary>
    public void CheckNetwork(NetworkSpec network) => CheckNetwork(network, _path);

    /// <summary>As <see cref="CheckNetwork(NetworkSpec)"/>, for anybody's file.</summary>
    public static void CheckNetwork(NetworkSpec network, string path)
    {
        if (network.Widths.ParameterCount > NetworkSpec.MaxParameters)
            throw InvalidInputException.Of($"File '{path}'", $"is damaged: its network {network.Widths} is too large");
    }

    /// <summary>Compares the hash under <paramref name="key"/> with the one that was computed.</summary>
    public void CheckHash(string key, string computed)
    {
        if (Text(key) is var expected && expected != computed)
            throw InvalidInputException.Of($"File '{_path}'", $"is damaged: its content has SHA-256 {computed}", $"{key} says {expected}");
    }

    /// <summary>A number in the shortest form that reads back to the same bits.</summary>
    public static string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private InvalidInputException Damaged(string key) =>
        InvalidInputException.Of($"File '{_path}'", $"is damaged: its metadata '{key}' is '{Text(key)}'");
}
