using ActorNet.Learning;
using ActorNet.Learning.Samples;

namespace ActorNet.Data.Idx;

/// <summary>
/// Loads a folder of four IDX files with the standard names as a data set: Fashion-MNIST, a subset of MNIST, or the user's
/// own. The files need only be consistent with each other.
/// </summary>
internal static class IdxFolder
{
    /// <summary>The data set is named after the folder and identified by <see cref="IdxImages.Sha256"/>.</summary>
    /// <exception cref="InvalidInputException">The folder or a file is missing, or a file is invalid.</exception>
    public static Dataset Load(string folder)
    {
        if (!Directory.Exists(folder))
            throw InvalidInputException.Of($"Data folder '{Path.GetFullPath(folder)}'", "does not exist", advice: "give an existing folder");

        var files = IdxFileSet.Find(folder, out var missing) ?? throw InvalidInputException.Of(
            $"Data folder '{Path.GetFullPath(folder)}'", $"lacks {string.Join(", ", missing)} (each plain or with .gz)",
            $"a data set is {string.Join(", ", IdxFileSet.StandardNames)}");
        return IdxImages.Read(files).ToDataset(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))));
    }
}
