using System.Globalization;
using ActorNet.Learning;
using ActorNet.Models.Files;

namespace ActorNet.Models.Runs;

/// <summary>
/// Creates run directories atomically: a folder becomes a run when run.json, written atomically, appears in it. On failure,
/// the created folders are deleted.
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
            // A writer killed while writing run.json leaves only a temporary file, not a run.
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

    /// <summary>Returns false if another process was first: the writer of run.json owns the folder.</summary>
    private static bool TryCreate(string path, RunDescription description)
    {
        var created = new List<string>();
        try
        {
            CreateFolders(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), created);
            if (!RunDirectory.TryWriteNewDescription(path, description))
                return false;
            created.Clear();
            return true;
        }
        catch (Exception fault) when (DiskFaults.IsPathFault(fault))
        {
            throw InvalidInputException.Of(
                $"Run folder '{path}'", $"cannot be created: {fault}", advice: "give a folder that can be written to", cause: fault);
        }
        finally
        {
            DeleteEmpty(created);
        }
    }

    /// <summary>Creates a folder and its missing ancestors, and adds each to <paramref name="created"/>, outermost first.</summary>
    private static void CreateFolders(string path, List<string> created)
    {
        if (Directory.Exists(path))
            return;
        if (Path.GetDirectoryName(path) is { } parent)
            CreateFolders(parent, created);
        Directory.CreateDirectory(path);
        created.Add(path);
    }

    private static void DeleteEmpty(List<string> created)
    {
        created.Reverse();
        foreach (var folder in created.Where(Directory.Exists))
        {
            // Another run may have been created in it meanwhile.
            if (!Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
        }
    }

    private static InvalidInputException Taken(string path) =>
        InvalidInputException.Of(
            $"Run folder '{path}'", "is not empty", advice: $"give one that does not exist yet, or {new ParameterName("Resume")} its run");
}
