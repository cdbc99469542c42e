using ActorNet.Learning;

namespace ActorNet.Transport.Security;

/// <summary>Writes files that must not exist yet.</summary>
internal static class NewFileWriter
{
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Public = Secret | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>
    /// Creates the folder if needed and writes the files. Secret files are readable by their owner only from their creation on.
    /// </summary>
    /// <exception cref="InvalidInputException">A file exists or cannot be written.</exception>
    public static void Write(string folder, params IReadOnlyList<(string Name, string Text, bool IsSecret)> files)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var (name, text, isSecret) in files)
            {
                var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
                if (!OperatingSystem.IsWindows())
                    options.UnixCreateMode = isSecret ? Secret : Public;
                using var writer = new StreamWriter(Path.Combine(folder, name), options);
                writer.Write(text);
                writer.Write('\n');
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw InvalidInputException.Of($"'{folder}'", $"cannot be written: {error}", cause: error);
        }
    }
}
