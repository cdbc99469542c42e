using ActorNet.Learning.Training;

namespace ActorNet.Data.Csv;

/// <summary>
/// Brings each feature column to mean 0 and standard deviation 1 over the training rows (LeCun, Bottou, Orr and Müller,
/// "Efficient BackProp", 1998, section 4.3). All in double, in the order of the training rows: mean = sum x / n,
/// deviation = sqrt(sum (x - mean)^2 / n); a column that is constant there keeps its mean and has deviation 1.
/// </summary>
internal static class Standardization
{
    /// <summary>Measures every feature column over the given rows.</summary>
    public static FeatureScaling[] Measure(CsvTable table, int[] rows)
    {
        var scaling = new FeatureScaling[table.FeatureNames.Count];
        for (var column = 0; column < scaling.Length; column++)
            scaling[column] = Measure(table, rows, column);
        return scaling;
    }

    /// <summary>The standardized features [rows.Length, features] of the given rows.</summary>
    /// <exception cref="Learning.InvalidInputException">A test row is so far off that the result is not a 32-bit float.</exception>
    public static float[] Apply(CsvTable table, int[] rows, FeatureScaling[] scaling)
    {
        var features = new float[checked(rows.Length * scaling.Length)];
        for (var row = 0; row < rows.Length; row++)
        {
            var source = table.Rows[rows[row]];
            for (var column = 0; column < scaling.Length; column++)
            {
                var (name, mean, deviation) = scaling[column];
                var value = (float)((source.Features[column] - mean) / deviation);
                if (!float.IsFinite(value))
                    throw CsvCell.Wrong(table.Path, source.Line, name, $"{source.Features[column]:R}", $"is too far from the column's mean {mean:R}");
                features[row * scaling.Length + column] = value;
            }
        }

        return features;
    }

    private static FeatureScaling Measure(CsvTable table, int[] rows, int column)
    {
        double sum = 0, least = double.PositiveInfinity, greatest = double.NegativeInfinity;
        foreach (var row in rows)
        {
            var x = table.Rows[row].Features[column];
            sum += x;
            least = Math.Min(least, x);
            greatest = Math.Max(greatest, x);
        }

        var name = table.FeatureNames[column];
        // The rounded mean of equal values need not equal them; their deviation would be noise to divide by.
        if (least == greatest)
            return new FeatureScaling(name, least, 1);

        var mean = sum / rows.Length;
        var squares = 0.0;
        foreach (var row in rows)
        {
            var distance = table.Rows[row].Features[column] - mean;
            squares += distance * distance;
        }

        // Differences below 1e-162 vanish when squared.
        var deviation = Math.Sqrt(squares / rows.Length);
        return new FeatureScaling(name, mean, deviation > 0 ? deviation : 1);
    }
}
