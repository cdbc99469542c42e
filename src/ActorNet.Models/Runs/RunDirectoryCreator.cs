using System.Globalization;
using ActorNet.Learning;
using ActorNet.Models.Files;

namespace ActorNet.Models.Runs;

/// <summary>
/// Creates run directories whole or not at all: a folder is a run from the moment run.json is in it, which appears in one
/// step; folders that were made on the way to a failure are removed.
/// </summary>
internal static class RunDirectoryCreator
{
    private const int MaxSuffix = 1000;

    public static RunDirectory Create(string path, RunDescription description)
    {
        CheckFree(path);
        return TryCreate(path, description) ? new RunDirectory(path, description) : throw Taken(path);
    }

    public static RunDirectory CreateUnder(string parent, RunDescription description)
    {
        for (var i = 1; i <= MaxSuffix; i++)
        {
            var named = i == 1 ? description : description with
            {
                RunId = string.Create(CultureInfo.InvariantCulture, $"{description.RunId}-{i}"),
            };
            var path = Path.Combine(parent, named.RunId);
            if (!Path.Exists(path) && TryCreate(path, named))
                return new RunDirectory(path, named);
        }

        throw Taken(Path.Combine(parent, description.RunId));
    }

    public static void CheckFree(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw InvalidInputException.Of("The run folder's name", "is empty", advice: "give the path of a folder that does not exist yet");
        if (Directory.Exists(path))
        {
            // Who was killed while it wrote run.json has left no run.
            if (Directory.EnumerateFileSystemEntries(path).Any(entry => !AtomicFile.IsTemporary(entry)))
                throw Taken(path);
            return;
        }

        for (var ancestor = Path.GetFullPath(path); ancestor is not null; ancestor = Path.GetDirectoryName(ancestor))
        {
            if (Directory.Exists(ancestor))
                return;
            if (Path.Exists(ancestor))
                throw InvalidInputException.Of(
                    $"Run folder '{path}'", $"cannot be created: '{ancestor}' is a file, not a folder", advice: "give another path");
        }
    }

    /// <summary>False where somebody else took the place first: who writes run.json owns the folder.</summary>
    private static bool TryCreate(string path, RunDescription description)
    {
        var made = new List<string>();
        try
        {
            MakeFolders(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), made);
            if (!RunDirectory.TryWriteNewDescription(path, description))
                return false;
            made.Clear();
            return true;
        }
        catch (Exception fault) when (DiskFaults.IsOfPath(fault))
        {
            throw InvalidInputException.Of(
                $"Run folder '{path}'", $"cannot be created: {fault}", advice: "give a folder that can be written to", cause: fault);
        }
        finally
        {
            Remove(made);
        }
    }

    /// <summary>Makes a folder and those above it, and adds each to <paramref name="made"/>, outermost first.</summary>
    private static void MakeFolders(string path, List<string> made)
    {
        if (Directory.Exists(path))
            return;
        if (Path.GetDirectoryName(path) is { } parent)
            MakeFolders(parent, made);
        Directory.CreateDirectory(path);
        made.Add(path);
    }

    private static void Remove(List<string> made)
    {
        made.Reverse();
        foreach (var folder in made.Where(Directory.Exists))
        {
            // Another run may have been made in it meanwhile.
            if (!Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
        }
    }

    private static InvalidInputException Taken(string path) =>
        InvalidInputException.Of(
            $"Run folder '{path}'", "is not empty", advice: $"give one that does not exist yet, or {new ParameterName("Resume")} its run");
}
