using ActorNet.Learning.Networks;
using ActorNet.Models.Datasets;
using ActorNet.Models.Safetensors;

namespace ActorNet.Models.Trained;

/// <summary>A trained network, written by ActorNet or by another program.</summary>
/// <param name="Network">The network.</param>
/// <param name="Parameters">The parameters in <see cref="ParameterLayout"/>.</param>
/// <param name="Dataset">The training data; null if the file does not describe them.</param>
public sealed record TrainedModel(NetworkSpec Network, float[] Parameters, DatasetDescription? Dataset)
{
    /// <summary>
    /// Reads an ActorNet model and verifies every byte, or reads linear layers that another program wrote;
    /// <see cref="LinearLayers"/> defines the names of their tensors.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="hidden">The hidden activation of files that have none (default ReLU); must match the model's otherwise.</param>
    /// <param name="output">Likewise for the output layer (default softmax).</param>
    /// <exception cref="InvalidInputException">The file is missing, damaged or of another kind, or an activation differs.</exception>
    public static TrainedModel Read(string path, Activation? hidden = null, Activation? output = null)
    {
        using var stream = SafetensorsFile.Open(path);
        return Read(stream, path, hidden, output);
    }

    /// <summary>Like <see cref="Read(string, Activation?, Activation?)"/>, from the whole of a seekable stream.</summary>
    internal static TrainedModel Read(Stream stream, string path, Activation? hidden = null, Activation? output = null)
    {
        var file = SafetensorsFile.Read(stream, path);
        if (FileMetadata.IsActorNetFile(file.Metadata))
        {
            var (network, parameters, dataset) = ModelFile.Read(file, stream, path);
            var model = new TrainedModel(network, parameters, dataset);
            model.CheckActivations(path, hidden, output);
            return model;
        }

        var layers = LinearLayers.Read(file, path);
        var last = output ?? Activation.Softmax;
        var spec = new NetworkSpec(layers.Widths)
        {
            HiddenActivation = hidden ?? Activation.Relu,
            OutputActivation = last,
            Cost = NetworkSpec.DefaultCostOf(last),
        };
        return new TrainedModel(spec, layers.Parameters, Dataset: null);
    }

    /// <summary>The network, to evaluate and to predict with.</summary>
    /// <exception cref="ArgumentException">The parameters do not fit the network.</exception>
    public Network ToNetwork() => new(Network, Parameters);

    /// <summary>Checks that the requested activations, if any, are the model's.</summary>
    /// <param name="name">The model's name in error messages.</param>
    /// <param name="hidden">The requested activation of hidden layers; may be null.</param>
    /// <param name="output">The requested activation of the output layer; may be null.</param>
    /// <exception cref="InvalidInputException">An activation differs.</exception>
    public void CheckActivations(string name, Activation? hidden, Activation? output)
    {
        CheckSame(name, nameof(NetworkSpec.HiddenActivation), hidden, Network.HiddenActivation);
        CheckSame(name, nameof(NetworkSpec.OutputActivation), output, Network.OutputActivation);
    }

    private static void CheckSame(string path, string parameter, Activation? requested, Activation actual)
    {
        if (requested is { } other && other != actual)
            throw new InvalidInputException(
                parameter, other, $"{actual.ToString().ToLowerInvariant()}, which model '{path}' names", "leave it out");
    }
}
