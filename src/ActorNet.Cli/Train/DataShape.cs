using ActorNet.Learning.Samples;
using ActorNet.Models.Datasets;

namespace ActorNet.Cli.Train;

/// <summary>What a network must fit.</summary>
internal sealed record DataShape(string Name, int Features, int Outputs, bool IsClassification, bool IsImages)
{
    public static DataShape Of(Dataset dataset) => new(
        dataset.Name, dataset.Train.FeatureCount, dataset.Train.OutputCount, dataset.Train.IsClassification, dataset.ImageSize is not null);

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
