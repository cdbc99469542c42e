using System.Security.Cryptography;
using ActorNet.Learning.Samples;

namespace ActorNet.Data.Csv;

/// <summary>
/// Loads a table with a header line as a data set: standardized numeric features, and one target column of classes or
/// one or more of real values. The result is a pure function of the file's bytes and the options.
/// </summary>
/// <remarks>
/// Real targets are not scaled: predictions and losses stay in the file's units, inference needs no inverse transform, and
/// the output layer's bias learns the mean in a few steps. Targets of large magnitude should be scaled in the file.
/// </remarks>
internal static class CsvDataset
{
    /// <summary>The minimum number of rows.</summary>
    public const int MinRows = 5;

    /// <summary>
    /// Loads the file. <see cref="TrainTestSplit"/> defines the split (one fifth for testing), <see cref="Dataset.Scaling"/>
    /// records the standardization, and <see cref="Dataset.Sha256"/> is over the file's bytes.
    /// </summary>
    /// <exception cref="InvalidInputException">The file is missing, is not a valid table, or has too few rows.</exception>
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

    /// <summary>Like <see cref="Load(string, CsvOptions)"/>, from a seekable stream.</summary>
    internal static Dataset Load(Stream file, string path, CsvOptions options)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
        return Build(CsvTableReader.Read(path, file, options.Targets), options.Task, sha256);
    }

    private static Dataset Build(CsvTable table, PredictionTask task, string sha256)
    {
        if (table.Rows.Count < MinRows)
            throw InvalidInputException.Of(
                $"'{table.Path}'", $"has {table.Rows.Count} rows", $"at least {MinRows} are needed to train and to test");
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
