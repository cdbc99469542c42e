namespace ActorNet.Data.Csv;

/// <summary>A table's interpreted targets: either classes or real values; exactly one is non-null.</summary>
/// <param name="Classes">Classes, for classification.</param>
/// <param name="Values">Unscaled values [rows][targets], for regression.</param>
internal sealed record CsvTargets(ClassTargets? Classes, double[][]? Values)
{
    private const int MaxAutoClasses = 20;

    /// <summary>Interprets the targets; <see cref="PredictionTask"/> defines the rules.</summary>
    /// <exception cref="InvalidInputException">The targets do not match the task.</exception>
    public static CsvTargets Of(CsvTable table, PredictionTask task)
    {
        if (task == PredictionTask.Regression || (task == PredictionTask.Auto && table.TargetNames.Count > 1))
            return new CsvTargets(null, NumbersOf(table));
        if (table.TargetNames.Count > 1)
            throw InvalidInputException.Of(
                $"'{table.Path}'", $"has {table.TargetNames.Count} target columns ({string.Join(", ", table.TargetNames)})",
                "classification has one");

        var texts = table.Rows.Select(row => row.Targets[0]).ToArray();
        var numeric = texts.Count(text => CsvCell.TryParse(text, out _));
        if (task == PredictionTask.Auto && numeric > 0)
        {
            if (numeric < texts.Length)
                throw Mixed(table);
            var values = NumbersOf(table);
            if (!LookLikeClasses([.. values.Select(value => value[0])]))
                return new CsvTargets(null, values);
        }

        var classes = numeric == texts.Length
            ? ClassTargets.OfNumbers([.. NumbersOf(table).Select(value => value[0])])
            : ClassTargets.OfTexts(texts);
        CheckClasses(table, classes.Names, task);
        return new CsvTargets(classes, null);
    }

    private static bool LookLikeClasses(double[] values)
    {
        var distinct = values.Distinct().ToArray();
        return distinct.Length <= Math.Min(MaxAutoClasses, values.Length / 2) && distinct.All(double.IsInteger);
    }

    private static double[][] NumbersOf(CsvTable table) => [.. table.Rows.Select(row => NumbersOf(table, row))];

    private static double[] NumbersOf(CsvTable table, CsvRow row)
    {
        var values = new double[row.Targets.Length];
        for (var i = 0; i < values.Length; i++)
            if (!CsvCell.TryParseFinite(row.Targets[i], out values[i]))
                throw CsvCell.NotANumber(table.Path, row.Line, table.TargetNames[i], row.Targets[i]);
        return values;
    }

    private static void CheckClasses(CsvTable table, IReadOnlyList<string> names, PredictionTask task)
    {
        if (names.Count < 2)
            throw InvalidInputException.Of(
                $"'{table.Path}', column '{table.TargetNames[0]}'", $"has the one class '{names[0]}' in all rows",
                "at least two classes are needed");
        if (task == PredictionTask.Auto && 2 * names.Count > table.Rows.Count)
            throw InvalidInputException.Of(
                $"'{table.Path}', column '{table.TargetNames[0]}'",
                $"has {names.Count} different texts in {table.Rows.Count} rows, which do not look like classes",
                advice: $"name another target column, or set {new ParameterName(nameof(CsvOptions.Task))} classification to use them "
                    + "nevertheless");
    }

    private static InvalidInputException Mixed(CsvTable table)
    {
        var row = table.Rows.First(row => !CsvCell.TryParse(row.Targets[0], out _));
        return CsvCell.Wrong(
            table.Path, row.Line, table.TargetNames[0], row.Targets[0],
            "other rows have numbers",
            $"make them all numbers, or set {new ParameterName(nameof(CsvOptions.Task))} classification to make each one a class");
    }
}
