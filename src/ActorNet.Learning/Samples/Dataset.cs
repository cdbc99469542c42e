namespace ActorNet.Learning.Samples;

/// <summary>A named data set: training and test samples from the same distribution.</summary>
/// <param name="Name">Its name on the command line: "mnist", "digits", or a file or folder name.</param>
/// <param name="Sha256">SHA-256 of the data in lower-case hexadecimal, which identifies runs on the same data. Each source documents which
/// bytes it covers, in which order.</param>
/// <param name="Train">The training samples.</param>
/// <param name="Test">The test samples; never trained on.</param>
public sealed record Dataset(string Name, string Sha256, SampleSet Train, SampleSet Test)
{
    /// <summary>One sentence for the user, such as why this data set replaces another; else null.</summary>
    public string? Notice { get; init; }

    /// <summary>Rows and columns of an image (28 x 28 for digits); null if the features are not an image.</summary>
    public (int Rows, int Columns)? ImageSize { get; init; }

    /// <summary>The standardization of each feature column, in order; empty if there is none.</summary>
    public IReadOnlyList<FeatureScaling> Scaling { get; init; } = [];

    /// <summary>The names of the classes; empty if they have none.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];
}

/// <summary>
/// The standardization of one feature column, x' = (x - Mean) / StandardDeviation, estimated from the training samples. Stored with the
/// model, which needs it for new data.
/// </summary>
/// <param name="Column">The column's name.</param>
/// <param name="Mean">The mean over the training samples.</param>
/// <param name="StandardDeviation">The population standard deviation over the training samples; 1 for a constant column.</param>
public sealed record FeatureScaling(string Column, double Mean, double StandardDeviation);
