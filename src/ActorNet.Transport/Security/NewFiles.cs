using ActorNet.Learning;

namespace ActorNet.Transport.Security;

/// <summary>Writes files that must not be there yet.</summary>
internal static class NewFiles
{
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Public = Secret | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes them into a folder, which is made where it is missing. Secret ones may be read by their owner alone, from the first moment on.</summary>
    /// <exception cref="InvalidInputException">One is there, or cannot be written.</exception>
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
