namespace ActorNet.Pictures;

/// <summary>Writes a picture in the format that its file's ending names.</summary>
internal static class PictureFile
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
                File.WriteAllText(path, Portable(svg()));
                break;
            default:
                throw new ArgumentException($"'{path}' ends neither with .png nor with .svg.", nameof(path));
        }
    }

    /// <summary>An SVG file that looks elsewhere as it does here: with a font like ours where ours is not, and with the pixels of images as they are.</summary>
    private static string Portable(string svg) => svg
        .Replace($"font-family=\"{PictureFont.Name}\"", $"font-family=\"{PictureFont.Name}, Verdana, Arial, sans-serif\"", StringComparison.Ordinal)
        .Replace("<image ", "<image style=\"image-rendering: pixelated\" ", StringComparison.Ordinal);
}
