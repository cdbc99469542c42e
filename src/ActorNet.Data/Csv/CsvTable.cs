namespace ActorNet.Data.Csv;

/// <summary>A table as read: features are numbers, targets are texts until it is known what they mean.</summary>
/// <param name="Path">The file, for messages.</param>
/// <param name="FeatureNames">The feature columns' names, in file order.</param>
/// <param name="TargetNames">The target columns' names, in the order they were asked for.</param>
/// <param name="Rows">The rows in file order.</param>
internal sealed record CsvTable(
    string Path, IReadOnlyList<string> FeatureNames, IReadOnlyList<string> TargetNames, IReadOnlyList<CsvRow> Rows);

/// <summary>One row of a table.</summary>
/// <param name="Line">The line of the file it begins on, from 1.</param>
/// <param name="Features">One number per feature column.</param>
/// <param name="Targets">One trimmed text per target column, never empty.</param>
internal readonly record struct CsvRow(int Line, double[] Features, string[] Targets);
