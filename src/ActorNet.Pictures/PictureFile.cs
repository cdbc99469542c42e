using System.Text.RegularExpressions;

namespace ActorNet.Pictures;

/// <summary>Writes a picture in the format of its file extension.</summary>
internal static partial class PictureFile
{
    /// <exception cref="ArgumentException">The extension is neither .png nor .svg.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Func<byte[]> png, Func<string> svg)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".png":
                File.WriteAllBytes(path, png());
                break;
            case ".svg":
                File.WriteAllText(path, MakePortable(svg()));
                break;
            default:
                throw new ArgumentException($"'{path}' ends neither with .png nor with .svg.", nameof(path));
        }
    }

    /// <summary>
    /// Makes an SVG look the same elsewhere: adds fallback fonts and disables image smoothing. Renumbers the ids per file, because
    /// Skia numbers them per process and equal pictures must give equal files.
    /// </summary>
    private static string MakePortable(string svg)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var font = $"font-family=\"{PictureFont.Name}";
        return Id()
            .Replace(svg, id => ids.TryGetValue(id.Value, out var own) ? own : ids[id.Value] = $"{id.Groups["kind"].ValueSpan}_{ids.Count}")
            .Replace($"{font}\"", $"{font}, Verdana, Arial, sans-serif\"", StringComparison.Ordinal)
            .Replace("<image ", "<image style=\"image-rendering: pixelated\" ", StringComparison.Ordinal);
    }

    [GeneratedRegex("(?<=id=\"|#)(?<kind>[a-z]+)_[0-9a-f]+", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
