namespace ActorNet.Data.Csv;

/// <summary>A parsed table: numeric features; targets stay text until the task is known.</summary>
/// <param name="Path">The file, for error messages.</param>
/// <param name="FeatureNames">Feature column names, in file order.</param>
/// <param name="TargetNames">Target column names, in the requested order.</param>
/// <param name="Rows">Rows in file order.</param>
internal sealed record CsvTable(
    string Path, IReadOnlyList<string> FeatureNames, IReadOnlyList<string> TargetNames, IReadOnlyList<CsvRow> Rows);

/// <param name="Line">The line it starts on, from 1.</param>
/// <param name="Features">One number per feature column.</param>
/// <param name="Targets">One trimmed, non-empty text per target column.</param>
internal readonly record struct CsvRow(int Line, double[] Features, string[] Targets);
