namespace ActorNet.Data.Idx;

/// <summary>The paths of the four IDX files of an image data set.</summary>
/// <param name="TrainImages">Images [n, rows, columns] to learn from.</param>
/// <param name="TrainLabels">Their labels [n].</param>
/// <param name="TestImages">Images [m, rows, columns] to measure with.</param>
/// <param name="TestLabels">Their labels [m].</param>
public sealed record IdxFileSet(string TrainImages, string TrainLabels, string TestImages, string TestLabels)
{
    /// <summary>
    /// The standard names of the four files, in the order of the record. "-idx" may also be spelt ".idx", and ".gz" may follow.
    /// </summary>
    public static IReadOnlyList<string> StandardNames { get; } =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>Finds the four files in a folder.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    /// <param name="missing">The standard names that no file there has, in any spelling.</param>
    /// <returns>The four files, or null where one is missing.</returns>
    public static IdxFileSet? Find(string folder, out IReadOnlyList<string> missing)
    {
        var paths = StandardNames.Select(name => FindFile(folder, name)).ToArray();
        missing = [.. StandardNames.Where((_, i) => paths[i] is null)];
        return paths is [{ } trainImages, { } trainLabels, { } testImages, { } testLabels]
            ? new IdxFileSet(trainImages, trainLabels, testImages, testLabels)
            : null;
    }

    /// <summary>The file in a folder that has a standard name in any of its spellings, plain before gzip; else null.</summary>
    internal static string? FindFile(string folder, string standardName)
    {
        var dotted = standardName.Replace("-idx", ".idx", StringComparison.Ordinal);
        string[] spellings = [standardName, dotted, standardName + ".gz", dotted + ".gz"];
        return spellings.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
