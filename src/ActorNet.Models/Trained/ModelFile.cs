using System.Text.Json;
using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Models.Datasets;
using ActorNet.Models.Files;
using ActorNet.Models.Safetensors;

namespace ActorNet.Models.Trained;

/// <summary>
/// A trained network with what is needed to use it: model.safetensors. The tensors are named and shaped as PyTorch's; the
/// metadata hold the network, the data set's description (with its scaling and class names) and the weights' SHA-256. A
/// <see cref="FileSeal"/> covers every byte: with another scaling or activation the same weights predict something else.
/// </summary>
/// <param name="Network">The network.</param>
/// <param name="Parameters">Its parameters in <see cref="ParameterLayout"/>.</param>
/// <param name="Dataset">What it was trained on; the file leaves home, and does not tell in which folder that was.</param>
public sealed record ModelFile(NetworkSpec Network, float[] Parameters, DatasetDescription Dataset)
{
    private const string Kind = "actornet-model-1";

    /// <summary>Writes the file whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // What readers of the format look for to know the layout of the tensors.
            ["format"] = "pt",
            [FileMetadata.KindKey] = Kind,
            [FileSeal.Key] = FileSeal.Blank,
            ["network"] = JsonSerializer.Serialize(Network, JsonFormat.Options),
            ["dataset"] = JsonSerializer.Serialize(Dataset.WithoutFolders(), JsonFormat.Options),
            [FileMetadata.WeightsHashKey] = WeightsHash.Of(Parameters),
        };
        FileSeal.Close(new SafetensorsFile(metadata, [.. LayerTensors.Of(Network, Parameters)])).Write(path);
    }

    /// <summary>Reads a file and checks every byte of it.</summary>
    /// <exception cref="InvalidInputException">The file is missing, is no model or is damaged.</exception>
    public static ModelFile Read(string path)
    {
        using var stream = SafetensorsFile.Open(path);
        return Read(stream, path);
    }

    /// <summary>As <see cref="Read(string)"/>, from all of a stream that can be read twice.</summary>
    /// <param name="stream">The file's content.</param>
    /// <param name="path">What error sentences call it.</param>
    /// <exception cref="InvalidInputException">The content is no model or is damaged.</exception>
    internal static ModelFile Read(Stream stream, string path)
    {
        return Read(SafetensorsFile.Read(stream, path), stream, path);
    }

    /// <summary>As <see cref="Read(string)"/>, where the content has been taken apart already.</summary>
    /// <exception cref="InvalidInputException">The content is no model or is damaged.</exception>
    internal static ModelFile Read(SafetensorsFile file, Stream stream, string path)
    {
        var metadata = new FileMetadata(file.Metadata, path, Kind, "a model");
        FileSeal.Check(stream, path, metadata.Text(FileSeal.Key));
        var network = metadata.Json<NetworkSpec>("network");
        metadata.CheckNetwork(network);
        var parameters = LayerTensors.ToParameters(network, file, path);
        metadata.CheckHash(FileMetadata.WeightsHashKey, WeightsHash.Of(parameters));
        var dataset = metadata.Json<DatasetDescription>("dataset");
        // Anybody can seal a file: what the parts say must fit together all the same.
        if (!dataset.Fits(network) || parameters.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            throw InvalidInputException.Of($"File '{path}'", "is damaged: its network, its weights and its data do not fit together");
        return new ModelFile(network, parameters, dataset);
    }
}
