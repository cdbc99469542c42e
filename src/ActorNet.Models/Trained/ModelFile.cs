using ActorNet.Learning.Networks;
using ActorNet.Models.Datasets;
using ActorNet.Models.Files;
using ActorNet.Models.Safetensors;

namespace ActorNet.Models.Trained;

/// <summary>
/// A trained network with everything needed for inference: model.safetensors. Tensors have PyTorch's names and shapes; the
/// metadata hold the network, the data set description (with scaling and class names) and the weights' SHA-256. An embedded
/// hash covers every byte, because the same weights with another scaling or activation give other predictions.
/// </summary>
/// <param name="Network">The network.</param>
/// <param name="Parameters">The parameters in <see cref="ParameterLayout"/>.</param>
/// <param name="Dataset">The training data; the file, which may be shared, omits this machine's folders.</param>
public sealed record ModelFile(NetworkSpec Network, float[] Parameters, DatasetDescription Dataset)
{
    private const string Kind = "actornet-model-1";

    /// <summary>Writes the file atomically.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // Marks PyTorch's tensor layout for readers of the format.
            ["format"] = "pt",
            [FileMetadata.KindKey] = Kind,
            [EmbeddedHash.Key] = EmbeddedHash.Placeholder,
            ["network"] = JsonFormat.Text(Network),
            ["dataset"] = JsonFormat.Text(Dataset.WithoutFolders()),
            [FileMetadata.WeightsHashKey] = WeightsHash.Of(Parameters),
        };
        EmbeddedHash.Embed(new SafetensorsFile(metadata, [.. LayerTensors.Of(Network, Parameters)])).Write(path);
    }

    /// <summary>Reads a file and verifies every byte.</summary>
    /// <exception cref="InvalidInputException">The file is missing, is not a model, or is damaged.</exception>
    public static ModelFile Read(string path)
    {
        using var stream = SafetensorsFile.Open(path);
        return Read(stream, path);
    }

    /// <summary>Like <see cref="Read(string)"/>, from the whole of a seekable stream.</summary>
    /// <exception cref="InvalidInputException">The content is not a model, or is damaged.</exception>
    internal static ModelFile Read(Stream stream, string path)
    {
        return Read(SafetensorsFile.Read(stream, path), stream, path);
    }

    /// <summary>Like <see cref="Read(string)"/>, from parsed content and its stream.</summary>
    /// <exception cref="InvalidInputException">The content is not a model, or is damaged.</exception>
    internal static ModelFile Read(SafetensorsFile file, Stream stream, string path)
    {
        var metadata = new FileMetadata(file.Metadata, path, Kind, "a model");
        EmbeddedHash.Verify(stream, path, metadata.Text(EmbeddedHash.Key));
        var network = metadata.Json<NetworkSpec>("network");
        metadata.CheckNetwork(network);
        var parameters = LayerTensors.ToParameters(network, file, path);
        metadata.CheckHash(FileMetadata.WeightsHashKey, WeightsHash.Of(parameters));
        var dataset = metadata.Json<DatasetDescription>("dataset");
        // The hash is no proof of origin: check that the parts are consistent.
        if (!dataset.Fits(network) || parameters.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            throw InvalidInputException.Of($"File '{path}'", "is damaged: its network, its weights and its data do not fit together");
        return new ModelFile(network, parameters, dataset);
    }
}
