using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Models.Datasets;
using ActorNet.Models.Safetensors;

namespace ActorNet.Models.Trained;

/// <summary>A network that can predict, of this program's or anybody's.</summary>
/// <param name="Network">The network.</param>
/// <param name="Parameters">Its parameters in <see cref="ParameterLayout"/>.</param>
/// <param name="Dataset">What it was trained on; null where the file does not say.</param>
public sealed record TrainedModel(NetworkSpec Network, float[] Parameters, DatasetDescription? Dataset)
{
    /// <summary>
    /// Reads a model that this program wrote, every byte of which is checked, or the weights of linear layers that any other did:
    /// <see cref="LinearLayers"/> says how their tensors must be named.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="hidden">The activation of hidden layers, which weights alone do not tell; null is ReLU there.</param>
    /// <param name="output">The activation of the last layer; null is softmax there.</param>
    /// <exception cref="InvalidInputException">The file is missing or damaged, is not one of these, or says something else.</exception>
    public static TrainedModel Read(string path, Activation? hidden = null, Activation? output = null)
    {
        using var stream = SafetensorsFile.Open(path);
        return Read(stream, path, hidden, output);
    }

    /// <summary>As <see cref="Read(string, Activation?, Activation?)"/>, from all of a stream that can be read twice.</summary>
    internal static TrainedModel Read(Stream stream, string path, Activation? hidden = null, Activation? output = null)
    {
        var file = SafetensorsFile.Read(stream, path);
        if (FileMetadata.AreOurs(file.Metadata))
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

    /// <summary>Checks that activations that were named, if any, are the model's.</summary>
    /// <param name="name">What error sentences call the model.</param>
    /// <param name="hidden">The activation of hidden layers; null where it was not named.</param>
    /// <param name="output">That of the last layer.</param>
    /// <exception cref="InvalidInputException">They are not.</exception>
    public void CheckActivations(string name, Activation? hidden, Activation? output)
    {
        CheckSame(name, nameof(NetworkSpec.HiddenActivation), hidden, Network.HiddenActivation);
        CheckSame(name, nameof(NetworkSpec.OutputActivation), output, Network.OutputActivation);
    }

    private static void CheckSame(string path, string parameter, Activation? asked, Activation actual)
    {
        if (asked is { } other && other != actual)
            throw new InvalidInputException(parameter, other, $"{actual.ToString().ToLowerInvariant()}, which model '{path}' names", "leave it out");
    }
}
