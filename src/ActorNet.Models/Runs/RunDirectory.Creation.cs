using System.Globalization;
using ActorNet.Models.Files;

namespace ActorNet.Models.Runs;

/// <content>
/// Directories are created atomically: a folder becomes a run when run.json, written atomically, appears in it. On failure, the created
/// folders are deleted.
/// </content>
internal sealed partial class RunDirectory
{
    /// <summary>The parameter by which a program resumes a run, in errors.</summary>
    internal const string ResumeParameter = "Resume";

    private const int MaxSuffix = 1000;

    /// <summary>Creates the folder <paramref name="path"/> with run.json, all or nothing.</summary>
    /// <exception cref="InvalidInputException">The path is taken or not writable.</exception>
    public static RunDirectory Create(string path, RunDescription description)
    {
        CheckFree(path);
        return TryCreate(path, description) ? new RunDirectory(path, description) : throw Taken(path);
    }

    /// <summary>Creates a folder with the run's id under <paramref name="parent"/>, with a number appended if it is taken.</summary>
    /// <exception cref="InvalidInputException">The parent is not writable.</exception>
    public static RunDirectory CreateUnder(string parent, RunDescription description)
    {
        for (var i = 1; i <= MaxSuffix; i++)
        {
            var named = i == 1 ? description : description with
            {
                RunId = string.Create(CultureInfo.InvariantCulture, $"{description.RunId}-{i}"),
            };
            var path = System.IO.Path.Combine(parent, named.RunId);
            if (!System.IO.Path.Exists(path) && TryCreate(path, named))
                return new RunDirectory(path, named);
        }

        throw Taken(System.IO.Path.Combine(parent, description.RunId));
    }

    /// <summary>Checks, without writing, that the path is free and that its existing ancestors are folders.</summary>
    public static void CheckFree(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw InvalidInputException.Of(
                "The run folder's name", "is empty", advice: "give the path of a folder that does not exist yet");
        if (Directory.Exists(path))
        {
            // A writer killed while writing run.json leaves only a temporary file, not a run.
            if (Directory.EnumerateFileSystemEntries(path).Any(entry => !AtomicFile.IsTemporary(entry)))
                throw Taken(path);
            return;
        }

        for (var ancestor = System.IO.Path.GetFullPath(path); ancestor is not null; ancestor = System.IO.Path.GetDirectoryName(ancestor))
        {
            if (Directory.Exists(ancestor))
                return;
            if (System.IO.Path.Exists(ancestor))
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
            CreateFolders(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)), created);
            if (!TryWriteNewDescription(path, description))
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
        if (System.IO.Path.GetDirectoryName(path) is { } parent)
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
            $"Run folder '{path}'", "is not empty",
            advice: $"give one that does not exist yet, or {new ParameterName(ResumeParameter)} its run");
}
