using ActorNet.Learning.Samples;

namespace ActorNet.Data.Csv;

/// <summary>
/// Scales each feature column to mean 0 and standard deviation 1 over the training rows (LeCun, Bottou, Orr and Müller,
/// "Efficient BackProp", 1998, section 4.3). Computed in double, in training-row order: mean = sum x / n,
/// deviation = sqrt(sum (x - mean)^2 / n); a constant column gets deviation 1.
/// </summary>
internal static class Standardization
{
    /// <summary>Computes the scaling of every feature column over the given rows.</summary>
    public static FeatureScaling[] Measure(CsvTable table, int[] rows)
    {
        var width = table.FeatureNames.Count;
        var means = new double[width];
        var min = table.Rows[rows[0]].Features.ToArray();
        var max = table.Rows[rows[0]].Features.ToArray();
        foreach (var row in rows)
        {
            var features = table.Rows[row].Features;
            for (var column = 0; column < width; column++)
            {
                means[column] += features[column];
                min[column] = Math.Min(min[column], features[column]);
                max[column] = Math.Max(max[column], features[column]);
            }
        }

        // The rounded mean of equal values may differ from them; the deviation would then be rounding noise.
        for (var column = 0; column < width; column++)
            means[column] = min[column] == max[column] ? min[column] : means[column] / rows.Length;

        var squares = new double[width];
        foreach (var row in rows)
        {
            var features = table.Rows[row].Features;
            for (var column = 0; column < width; column++)
            {
                var distance = features[column] - means[column];
                squares[column] += distance * distance;
            }
        }

        var scaling = new FeatureScaling[width];
        for (var column = 0; column < width; column++)
        {
            // Zero for a constant column, and for differences below 1e-162, whose squares underflow.
            var deviation = Math.Sqrt(squares[column] / rows.Length);
            scaling[column] = new FeatureScaling(table.FeatureNames[column], means[column], deviation > 0 ? deviation : 1);
        }

        return scaling;
    }

    /// <summary>Returns the standardized features [rows.Length, features] of the given rows.</summary>
    /// <exception cref="InvalidInputException">A standardized value of a test row overflows float32.</exception>
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
                    throw CsvCell.Wrong(
                        table.Path, source.Line, name, $"{source.Features[column]:R}", $"it is too far from the column's mean {mean:R}");
                features[row * scaling.Length + column] = value;
            }
        }

        return features;
    }
}
