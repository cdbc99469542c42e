using System.Text.RegularExpressions;

namespace ActorNet.Pictures;

/// <summary>Writes a picture in the format that its file's ending names.</summary>
internal static partial class PictureFile
{
    /// <summary>Writes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="png">Draws it as PNG.</param>
    /// <param name="svg">Draws it as SVG.</param>
    /// <exception cref="ArgumentException">The file ends with neither .png nor .svg.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
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
    /// An SVG file that looks elsewhere as it does here: with a font like ours where ours is not, and with the pixels of images as they are. Skia counts
    /// the ids of a process; here each file counts its own, so that the same picture is the same file.
    /// </summary>
    private static string MakePortable(string svg)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        return Id().Replace(svg, id => ids.TryGetValue(id.Value, out var own) ? own : ids[id.Value] = $"{id.Groups["kind"].ValueSpan}_{ids.Count}")
            .Replace($"font-family=\"{PictureFont.Name}\"", $"font-family=\"{PictureFont.Name}, Verdana, Arial, sans-serif\"", StringComparison.Ordinal)
            .Replace("<image ", "<image style=\"image-rendering: pixelated\" ", StringComparison.Ordinal);
    }

    [GeneratedRegex("(?<=id=\"|#)(?<kind>[a-z]+)_[0-9a-f]+", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
