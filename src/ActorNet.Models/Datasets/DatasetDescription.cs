using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;

namespace ActorNet.Models.Datasets;

/// <summary>What a run's data are: enough to recognize them, and to prepare new samples for the trained model.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Name">The data set's name.</param>
/// <param name="Sha256">SHA-256 over the data in lower-case hexadecimal.</param>
/// <param name="TrainSamples">Samples in the training set.</param>
/// <param name="TestSamples">Samples in the test set.</param>
/// <param name="Features">Features of a sample.</param>
/// <param name="Outputs">Classes, or target values of a sample.</param>
/// <param name="IsClassification">Whether targets are classes.</param>
public sealed record DatasetDescription(
    DatasetRequest Request, string Name, string Sha256, int TrainSamples, int TestSamples, int Features, int Outputs, bool IsClassification)
{
    /// <summary>The size of an image where the features are one; else null.</summary>
    public ImageSize? ImageSize { get; init; }

    /// <summary>What was done to each feature column before training, in order; empty where nothing was.</summary>
    public IReadOnlyList<FeatureScaling> Scaling { get; init; } = [];

    /// <summary>The names of the classes, where they have names; else empty.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>A sentence the user should read about the data; else null.</summary>
    public string? Notice { get; init; }

    /// <summary>The description for those who are elsewhere: without anything that tells folders of this machine.</summary>
    public DatasetDescription WithoutFolders() => this with
    {
        Request = Request with { Dataset = DatasetRequest.Keywords.Contains(Request.Dataset) ? Request.Dataset : "", DataFolder = null },
        Notice = null,
    };

    /// <summary>Whether such data can be a network's: anybody can write a file that says otherwise.</summary>
    internal bool Fits(NetworkSpec network) =>
        Features == network.InputWidth && Outputs == network.OutputWidth
        && (ImageSize is null || ImageSize is { Rows: > 0, Columns: > 0 } && (long)ImageSize.Rows * ImageSize.Columns == Features)
        && (Scaling.Count == 0 || Scaling.Count == Features);

    /// <summary>Describes a data set that was loaded for a request.</summary>
    public static DatasetDescription Of(Dataset dataset, DatasetRequest request) => new(
        request, dataset.Name, dataset.Sha256, dataset.Train.Count, dataset.Test.Count,
        dataset.Train.FeatureCount, dataset.Train.OutputCount, dataset.Train.IsClassification)
    {
        ImageSize = dataset.ImageSize is var (rows, columns) ? new ImageSize(rows, columns) : null,
        Scaling = dataset.Scaling,
        ClassNames = dataset.ClassNames,
        Notice = dataset.Notice,
    };
}

/// <summary>The size of an image in pixels.</summary>
/// <param name="Rows">Its height.</param>
/// <param name="Columns">Its width.</param>
public sealed record ImageSize(int Rows, int Columns);
