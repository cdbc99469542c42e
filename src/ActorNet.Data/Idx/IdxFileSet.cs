namespace ActorNet.Data.Idx;

/// <summary>The paths of the four IDX files of an image data set.</summary>
internal sealed record IdxFileSet(string TrainImages, string TrainLabels, string TestImages, string TestLabels)
{
    /// <summary>
    /// The standard names of the four files, in the record's order. Files may also be named with ".idx" for "-idx", and with
    /// ".gz" appended.
    /// </summary>
    public static IReadOnlyList<string> StandardNames { get; } =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>Finds the four files in a folder, which need not exist; null if any is missing.</summary>
    public static IdxFileSet? Find(string folder, out IReadOnlyList<string> missing)
    {
        var paths = StandardNames.Select(name => FindFile(folder, name)).ToArray();
        missing = [.. StandardNames.Where((_, i) => paths[i] is null)];
        return paths is [{ } trainImages, { } trainLabels, { } testImages, { } testLabels]
            ? new IdxFileSet(trainImages, trainLabels, testImages, testLabels)
            : null;
    }

    /// <summary>Finds the file with a standard name in any spelling, plain before gzip; null if there is none.</summary>
    internal static string? FindFile(string folder, string standardName)
    {
        var dotted = standardName.Replace("-idx", ".idx", StringComparison.Ordinal);
        string[] spellings = [standardName, dotted, standardName + ".gz", dotted + ".gz"];
        return spellings.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
