using ActorNet.Learning.Networks;
using ActorNet.Learning.Samples;

namespace ActorNet.Models.Datasets;

/// <summary>Describes a run's data: enough to identify them and to prepare new samples for the trained model.</summary>
/// <param name="Request">The user's request.</param>
/// <param name="Name">The data set's name.</param>
/// <param name="Sha256">SHA-256 over the data in lower-case hexadecimal.</param>
/// <param name="TrainSamples">The number of training samples.</param>
/// <param name="TestSamples">The number of test samples.</param>
/// <param name="Features">Features per sample.</param>
/// <param name="Outputs">Classes, or target values per sample.</param>
/// <param name="IsClassification">Whether targets are classes.</param>
public sealed record DatasetDescription(
    DatasetRequest Request, string Name, string Sha256, int TrainSamples, int TestSamples, int Features, int Outputs, bool IsClassification)
{
    /// <summary>The image size if samples are images; otherwise null.</summary>
    public ImageSize? ImageSize { get; init; }

    /// <summary>The scaling of each feature column, in order; empty if not scaled.</summary>
    public IReadOnlyList<FeatureScaling> Scaling { get; init; } = [];

    /// <summary>Class names; empty if there are none.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>A notice about the data for the user; otherwise null.</summary>
    public string? Notice { get; init; }

    /// <summary>Returns a copy for other machines, without this machine's folder names.</summary>
    public DatasetDescription WithoutFolders() => this with
    {
        Request = Request with { Dataset = DatasetRequest.Keywords.Contains(Request.Dataset) ? Request.Dataset : "", DataFolder = null },
        Notice = null,
    };

    /// <summary>Whether the data match a network's input and output; descriptions are read from untrusted files.</summary>
    internal bool Fits(NetworkSpec network) =>
        Features == network.InputWidth && Outputs == network.OutputWidth
        && (ImageSize is null || ImageSize is { Rows: > 0, Columns: > 0 } && (long)ImageSize.Rows * ImageSize.Columns == Features)
        && (Scaling.Count == 0 || Scaling.Count == Features);

    /// <summary>Describes a loaded data set.</summary>
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

/// <summary>An image size in pixels.</summary>
/// <param name="Rows">The height.</param>
/// <param name="Columns">The width.</param>
public sealed record ImageSize(int Rows, int Columns);
