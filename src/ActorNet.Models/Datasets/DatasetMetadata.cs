using ActorNet.Learning.Samples;

namespace ActorNet.Models.Datasets;

/// <summary>A data set without its samples: the JSON object in an archive.</summary>
/// <param name="Name">The data set's name.</param>
/// <param name="Sha256">SHA-256 over the source data, not over the archive.</param>
/// <param name="Outputs">Classes, or target values per sample.</param>
internal sealed record DatasetMetadata(string Name, string Sha256, int Outputs)
{
    public ImageSize? ImageSize { get; init; }

    public IReadOnlyList<FeatureScaling> Scaling { get; init; } = [];

    public IReadOnlyList<string> ClassNames { get; init; } = [];

    public string? Notice { get; init; }

    public static DatasetMetadata Of(Dataset dataset) => new(dataset.Name, dataset.Sha256, dataset.Train.OutputCount)
    {
        ImageSize = dataset.ImageSize is var (rows, columns) ? new ImageSize(rows, columns) : null,
        Scaling = dataset.Scaling,
        ClassNames = dataset.ClassNames,
        Notice = dataset.Notice,
    };

    public Dataset With(SampleSet train, SampleSet test) => new(Name, Sha256, train, test)
    {
        ImageSize = ImageSize is { } size ? (size.Rows, size.Columns) : null,
        Scaling = Scaling,
        ClassNames = ClassNames,
        Notice = Notice,
    };
}
