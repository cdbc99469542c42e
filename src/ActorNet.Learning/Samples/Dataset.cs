namespace ActorNet.Learning.Samples;

/// <summary>A named data set: samples to train on and samples to test on, from the same distribution.</summary>
/// <param name="Name">The name by which the command knows it: "mnist", "digits", or a file or folder name.</param>
/// <param name="Sha256">
/// SHA-256 in lower-case hexadecimal over the data, so that two runs on the same data can be recognized.
/// Each source documents which bytes, in which order.
/// </param>
/// <param name="Train">The samples to learn from.</param>
/// <param name="Test">The samples to measure with; never learned from.</param>
public sealed record Dataset(string Name, string Sha256, SampleSet Train, SampleSet Test)
{
    /// <summary>One sentence the user should read, such as why this data set stands in for another; else null.</summary>
    public string? Notice { get; init; }

    /// <summary>
    /// The rows and columns of an image where the features are one (28 x 28 for digits); else null.
    /// </summary>
    public (int Rows, int Columns)? ImageSize { get; init; }

    /// <summary>What was done to each feature column before training, in order; empty where nothing was.</summary>
    public IReadOnlyList<FeatureScaling> Scaling { get; init; } = [];

    /// <summary>The names of the classes, where they have names; else empty.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];
}

/// <summary>
/// The standardization of one feature column, x' = (x - Mean) / StandardDeviation, taken from the training samples.
/// A model is of no use on new data without it, so it is kept with the model.
/// </summary>
/// <param name="Column">The column's name.</param>
/// <param name="Mean">The mean over the training samples.</param>
/// <param name="StandardDeviation">The population standard deviation over the training samples; 1 for a constant column.</param>
public sealed record FeatureScaling(string Column, double Mean, double StandardDeviation);
