using System.Text.Json;
using ActorNet.Learning;
using ActorNet.Learning.Samples;
using ActorNet.Models.Files;
using ActorNet.Models.Safetensors;

namespace ActorNet.Models.Datasets;

/// <summary>
/// A data set as one sequence of bytes, to be sent and kept: a safetensors file with the tensors "train.pixels" U8 or
/// "train.features" F32 [samples, features], "train.labels" I32 [samples] or "train.targets" F32 [samples, outputs], the same under
/// "test.", and the rest as JSON under "dataset" of its metadata. Equal data sets give equal bytes, so the bytes' SHA-256 names them.
/// </summary>
internal sealed class DatasetArchive
{
    private const string Kind = "actornet-dataset-1";

    private readonly SafetensorsFile _file;

    /// <summary>Prepares the archive: computes its length and its hash, and copies nothing.</summary>
    /// <exception cref="ArgumentException">Training and test samples are of different kinds or widths.</exception>
    public DatasetArchive(Dataset dataset)
    {
        if (!AreAlike(dataset.Train, dataset.Test))
            throw new ArgumentException($"The training and test samples of '{dataset.Name}' differ in kind or width.", nameof(dataset));
        Dataset = dataset;
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kind"] = Kind,
            ["dataset"] = JsonSerializer.Serialize(DatasetFacts.Of(dataset), JsonFormat.Options),
        };
        _file = new SafetensorsFile(metadata, [.. SampleTensors.Of("train", dataset.Train), .. SampleTensors.Of("test", dataset.Test)]);
        using var measured = new HashingStream();
        _file.Write(measured);
        Length = measured.Length;
        Sha256 = measured.Sha256();
    }

    /// <summary>What is in it.</summary>
    public Dataset Dataset { get; }

    /// <summary>Its length in bytes.</summary>
    public long Length { get; }

    /// <summary>SHA-256 over its bytes, in lower-case hexadecimal: not the data set's own, which is over its source.</summary>
    public string Sha256 { get; }

    /// <summary>Writes its bytes, straight from the samples.</summary>
    /// <exception cref="IOException">The stream cannot be written to.</exception>
    public void Write(Stream stream) => _file.Write(stream);

    /// <summary>Reads an archive from a stream's position to its end, and checks that all of it fits together.</summary>
    /// <param name="stream">The archive; the stream can tell its length.</param>
    /// <param name="name">What error sentences call it.</param>
    /// <exception cref="InvalidInputException">It is no archive of this program, or is damaged.</exception>
    public static Dataset Read(Stream stream, string name)
    {
        var file = SafetensorsFile.Read(stream, name);
        var facts = new FileMetadata(file.Metadata, name, Kind, "a data set").Json<DatasetFacts>("dataset");
        var train = SampleTensors.Read("train", facts.Outputs, file, name);
        var test = SampleTensors.Read("test", facts.Outputs, file, name);
        if (Contradiction(facts, train, test, file.Tensors.Count) is { } contradiction)
            throw InvalidInputException.Of($"File '{name}'", $"is damaged: {contradiction}");
        return facts.With(train, test);
    }

    /// <summary>As <see cref="Read(Stream, string)"/>, from a file.</summary>
    /// <exception cref="InvalidInputException">The file is missing, is no archive of this program, or is damaged.</exception>
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

    private static string? Contradiction(DatasetFacts facts, SampleSet train, SampleSet test, int tensors)
    {
        if (tensors != 2 * SampleTensors.PerSet || !AreAlike(train, test))
            return "its training and test samples differ in kind or width";
        if (facts.ImageSize is var (rows, columns) && (rows < 1 || columns < 1 || (long)rows * columns != train.FeatureCount))
            return $"it has images of {rows} x {columns}, but {train.FeatureCount} features";
        if (facts.Scaling.Count > 0 && facts.Scaling.Count != train.FeatureCount)
            return $"it has the scaling of {facts.Scaling.Count} features, but {train.FeatureCount} features";
        if (facts.ClassNames.Count > 0 && (!train.IsClassification || facts.ClassNames.Count != facts.Outputs))
            return $"it has the names of {facts.ClassNames.Count} classes, but {facts.Outputs} outputs";
        return null;
    }

    private static bool AreAlike(SampleSet train, SampleSet test) =>
        (train.FeatureCount, train.OutputCount, train.Pixels.HasValue, train.IsClassification)
        == (test.FeatureCount, test.OutputCount, test.Pixels.HasValue, test.IsClassification);
}
