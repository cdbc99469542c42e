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
                File.WriteAllText(path, svg());
                break;
            default:
                throw new ArgumentException($"'{path}' ends neither with .png nor with .svg.", nameof(path));
        }
    }
}
