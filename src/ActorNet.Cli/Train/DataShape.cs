using ActorNet.Learning.Samples;
using ActorNet.Models.Datasets;

namespace ActorNet.Cli.Train;

/// <summary>What a network must fit.</summary>
/// <param name="Name">The data set's name.</param>
/// <param name="Features">Features of a sample.</param>
/// <param name="Outputs">Classes, or target values of a sample.</param>
/// <param name="IsClassification">Whether targets are classes.</param>
/// <param name="IsImages">Whether the features are an image.</param>
internal sealed record DataShape(string Name, int Features, int Outputs, bool IsClassification, bool IsImages)
{
    /// <summary>The shape of loaded data.</summary>
    public static DataShape Of(Dataset dataset) => new(
        dataset.Name, dataset.Train.FeatureCount, dataset.Train.OutputCount, dataset.Train.IsClassification, dataset.ImageSize is not null);

    /// <summary>The shape of a run's data.</summary>
    public static DataShape Of(DatasetDescription data) => new(
        data.Name, data.Features, data.Outputs, data.IsClassification, data.ImageSize is not null);

    /// <summary>The shape of data before they are loaded; null where it depends on a file.</summary>
    public static DataShape? Of(DatasetRequest request) => request.Dataset switch
    {
        // auto finds one of the two, and both have this shape.
        "auto" or "mnist" or "digits" => new DataShape(request.Dataset, 784, 10, IsClassification: true, IsImages: true),
        _ => null,
    };
}
