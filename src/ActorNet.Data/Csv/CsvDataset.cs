using System.Security.Cryptography;
using ActorNet.Learning;
using ActorNet.Learning.Samples;

namespace ActorNet.Data.Csv;

/// <summary>
/// A table with a header line as a data set: numeric features, standardized; one target column of classes, or one or more of
/// real values. The result is a pure function of the file's bytes and the options.
/// </summary>
/// <remarks>
/// Real targets are left as they are. Then a prediction, a loss and an error are in the file's own units, nothing has to be
/// undone when a model is used, and the output layer's bias takes up the mean in a few steps. A target of large magnitude
/// is better scaled in the file, by a factor its owner knows.
/// </remarks>
internal static class CsvDataset
{
    /// <summary>The fewest rows that can be split.</summary>
    public const int MinRows = 5;

    /// <summary>
    /// Loads the file. It is split as <see cref="TrainTestSplit"/> says, one fifth for testing, and
    /// standardized as <see cref="Dataset.Scaling"/> records. <see cref="Dataset.Sha256"/> is over the file's bytes.
    /// </summary>
    /// <exception cref="InvalidInputException">The file is missing, is not such a table, or has too few rows.</exception>
    public static Dataset Load(string path, CsvOptions options)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            return Load(file, path, options);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw InvalidInputException.Of($"'{path}'", $"cannot be read: {fault}", cause: fault);
        }
    }

    /// <summary>As <see cref="Load(string, CsvOptions)"/>, from a stream that can seek.</summary>
    internal static Dataset Load(Stream file, string path, CsvOptions options)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
        return Build(CsvTableReader.Read(path, file, options.Targets), options.Task, sha256);
    }

    private static Dataset Build(CsvTable table, PredictionTask task, string sha256)
    {
        if (table.Rows.Count < MinRows)
            throw InvalidInputException.Of($"'{table.Path}'", $"has {table.Rows.Count} rows", $"at least {MinRows} are needed to train and to test");
        if ((long)table.Rows.Count * (table.FeatureNames.Count + table.TargetNames.Count) > Array.MaxLength)
            throw InvalidInputException.Of(
                $"'{table.Path}'", $"has {table.Rows.Count} rows of {table.FeatureNames.Count} features",
                $"at most {Array.MaxLength} values are supported");

        var targets = CsvTargets.Of(table, task);
        var split = TrainTestSplit.Of(table.Rows.Count);
        var scaling = Standardization.Measure(table, split.Train);
        var train = ToSamples(table, targets, split.Train, scaling);
        var test = ToSamples(table, targets, split.Test, scaling);
        return new Dataset(Path.GetFileName(table.Path), sha256, train, test)
        {
            Scaling = scaling,
            ClassNames = targets.Classes?.Names ?? [],
        };
    }

    private static SampleSet ToSamples(CsvTable table, CsvTargets targets, int[] rows, FeatureScaling[] scaling)
    {
        var features = Standardization.Apply(table, rows, scaling);
        if (targets.Classes is { } classes)
            return SampleSet.FromClasses(features, scaling.Length, Array.ConvertAll(rows, row => classes.Labels[row]), classes.Names.Count);

        float[] values = [.. rows.SelectMany(row => targets.Values![row]).Select(value => (float)value)];
        return SampleSet.FromValues(features, scaling.Length, values, table.TargetNames.Count);
    }
}
