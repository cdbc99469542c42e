using ActorNet.Learning;
using ActorNet.Learning.Samples;

namespace ActorNet.Data.Idx;

/// <summary>
/// A folder with four IDX files of the standard names as a data set of its own: Fashion-MNIST, a subset of MNIST, or
/// whatever the user made. Nothing is expected of its contents but that they fit together.
/// </summary>
internal static class IdxFolder
{
    /// <summary>Loads the folder; the data set is named after it and identified by <see cref="IdxImages.Sha256"/>.</summary>
    /// <exception cref="InvalidInputException">The folder or one of its files is missing, or a file is wrong.</exception>
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
