using ActorNet.Learning;
using ActorNet.Models.Files;

namespace ActorNet.Cli.Context;

/// <summary>A folder that an option names, for files that a command writes.</summary>
internal static class OutputFolder
{
    /// <summary>Makes it where it is missing, and makes sure that it can be written to.</summary>
    /// <param name="option">The option.</param>
    /// <param name="name">What the user called it.</param>
    /// <param name="context">The world around.</param>
    /// <returns>Its full path.</returns>
    /// <exception cref="InvalidInputException">It is a file, or cannot be made or written to.</exception>
    public static string Make(string option, string name, CliContext context)
    {
        var path = context.FullPath(name);
        if (File.Exists(path))
            throw new InvalidInputException(option, name, "a folder, but this is a file");
        try
        {
            Directory.CreateDirectory(path);
            // One that exists may still be another's.
            using var probe = new FileStream(Path.Combine(path, $".{Path.GetRandomFileName()}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception fault) when (DiskFaults.IsPathFault(fault))
        {
            throw new InvalidInputException(option, name, $"a folder that can be written to ({fault})", cause: fault);
        }

        return path;
    }
}
