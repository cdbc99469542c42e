using ActorNet.Learning;

namespace ActorNet.Cli;

/// <summary>A folder that an option names, for files that a command writes.</summary>
internal static class OutputFolder
{
    /// <summary>Makes it where it is missing.</summary>
    /// <param name="option">The option.</param>
    /// <param name="name">What the user called it.</param>
    /// <param name="context">The world around.</param>
    /// <returns>Its full path.</returns>
    /// <exception cref="InvalidInputException">It cannot be made, or is a file.</exception>
    public static string Make(string option, string name, CliContext context)
    {
        var path = context.FullPath(name);
        if (File.Exists(path))
            throw new InvalidInputException($"{option} is '{name}', which is a file; give a folder.");
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{option} is '{name}', a folder that cannot be made: {fault.Message}", fault);
        }

        return path;
    }
}
