using ActorNet.Learning.Samples;
using ActorNet.Models.Files;
using ActorNet.Models.Safetensors;

namespace ActorNet.Models.Datasets;

/// <summary>
/// A data set serialized for transfer and caching: a safetensors file with the tensors "train.pixels" U8 or "train.features" F32 [samples,
/// features], "train.labels" I32 [samples] or "train.targets" F32 [samples, outputs], the same under "test.", and everything else as JSON
/// in the metadata entry "dataset". Equal data sets have equal bytes, so the SHA-256 of the bytes identifies them.
/// </summary>
internal sealed class DatasetArchive
{
    private const string Kind = "actornet-dataset-1";

    private readonly SafetensorsFile _file;

    /// <summary>Computes the archive's length and hash; copies no samples.</summary>
    /// <exception cref="ArgumentException">Training and test samples differ in kind or width.</exception>
    public DatasetArchive(Dataset dataset)
    {
        if (!HaveSameSchema(dataset.Train, dataset.Test))
            throw new ArgumentException($"The training and test samples of '{dataset.Name}' differ in kind or width.", nameof(dataset));
        Dataset = dataset;
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kind"] = Kind,
            ["dataset"] = JsonFormat.Text(DatasetMetadata.Of(dataset)),
        };
        _file = new SafetensorsFile(metadata, [.. SampleTensors.Of("train", dataset.Train), .. SampleTensors.Of("test", dataset.Test)]);
        using var hashing = new HashingStream();
        _file.Write(hashing);
        Length = hashing.Length;
        Sha256 = hashing.Sha256();
    }

    public Dataset Dataset { get; }

    public long Length { get; }

    /// <summary>SHA-256 over the archive's bytes, in lower-case hexadecimal; <see cref="Dataset.Sha256"/> is over the source.</summary>
    public string Sha256 { get; }

    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Write(Stream stream) => _file.Write(stream);

    /// <summary>Reads an archive from the stream's position to its end and checks its consistency.</summary>
    /// <param name="stream">The archive; the stream's length must be known.</param>
    /// <param name="name">The name in error messages.</param>
    /// <exception cref="InvalidInputException">The content is not an ActorNet archive, or is damaged.</exception>
    public static Dataset Read(Stream stream, string name)
    {
        var file = SafetensorsFile.Read(stream, name);
        var facts = new FileMetadata(file.Metadata, name, Kind, "a data set").Json<DatasetMetadata>("dataset");
        var train = SampleTensors.Read("train", facts.Outputs, file, name);
        var test = SampleTensors.Read("test", facts.Outputs, file, name);
        if (Contradiction(facts, train, test, file.Tensors.Count) is { } contradiction)
            throw InvalidInputException.Of($"File '{name}'", $"is damaged: {contradiction}");
        return facts.With(train, test);
    }

    /// <summary>Like <see cref="Read(Stream, string)"/>, from a file.</summary>
    /// <exception cref="InvalidInputException">The file is missing, is not an ActorNet archive, or is damaged.</exception>
    public static Dataset Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream, path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw InvalidInputException.Of($"File '{path}'", "does not exist", advice: "give an existing file", cause: fault);
        }
    }

    private static string? Contradiction(DatasetMetadata facts, SampleSet train, SampleSet test, int tensors)
    {
        if (tensors != 2 * SampleTensors.PerSet || !HaveSameSchema(train, test))
            return "its training and test samples differ in kind or width";
        if (facts.ImageSize is var (rows, columns) && (rows < 1 || columns < 1 || (long)rows * columns != train.FeatureCount))
            return $"it has images of {rows} x {columns}, but {train.FeatureCount} features";
        if (facts.Scaling.Count > 0 && facts.Scaling.Count != train.FeatureCount)
            return $"it has the scaling of {facts.Scaling.Count} features, but {train.FeatureCount} features";
        if (facts.ClassNames.Count > 0 && (!train.IsClassification || facts.ClassNames.Count != facts.Outputs))
            return $"it has the names of {facts.ClassNames.Count} classes, but {facts.Outputs} outputs";
        return null;
    }

    private static bool HaveSameSchema(SampleSet train, SampleSet test) =>
        (train.FeatureCount, train.OutputCount, train.Pixels.HasValue, train.IsClassification)
        == (test.FeatureCount, test.OutputCount, test.Pixels.HasValue, test.IsClassification);
}
