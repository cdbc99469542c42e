using ActorNet.Learning.Networks;
using ActorNet.Models.Datasets;
using ActorNet.Models.Files;
using ActorNet.Models.Safetensors;
using ActorNet.Models.Trained;
using Google.Protobuf;

namespace ActorNet.Models.Onnx;

/// <summary>
/// Writes a model as ONNX (IR version 8, opset 17). "input" [samples, features] takes unscaled features: pixels from 0 to 255
/// or a table's columns; if the model has no data set description, the network's own inputs. "output" [samples, outputs] is
/// the network's output. Tensors are named as in model.safetensors.
/// </summary>
public static class OnnxFile
{
    /// <summary>The operator set version; at least 13 is needed for the current semantics of all used operators.</summary>
    public const int OpsetVersion = 17;

    /// <summary>The format version that matches <see cref="OpsetVersion"/>.</summary>
    private const int IrVersion = 8;

    /// <summary>The size limit of a protobuf message.</summary>
    private const long MaxBytes = int.MaxValue;

    /// <summary>Space reserved for everything but the parameters.</summary>
    private const long OtherBytes = 1 << 20;

    /// <summary>Writes the file atomically.</summary>
    /// <param name="model">The model.</param>
    /// <param name="producer">The producer name in the file.</param>
    /// <param name="path">The file path.</param>
    /// <exception cref="InvalidInputException">The model exceeds the format's size limit.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(TrainedModel model, string producer, string path)
    {
        if (model.Network.ParameterCount * (long)sizeof(float) > MaxBytes - OtherBytes)
            throw InvalidInputException.Of(
                $"Network {model.Network.Widths}", $"has {model.Network.ParameterCount:N0} parameters", "an ONNX file holds 2 GiB",
                "export it to safetensors");
        var message = Describe(model, producer);
        AtomicFile.Write(path, stream => message.WriteTo(stream));
    }

    private static ModelProto Describe(TrainedModel model, string producer)
    {
        var graph = new OnnxGraph($"feed-forward network {model.Network.Widths}");
        var value = Scale(graph, model.Dataset, graph.AddInput("input", model.Network.InputWidth));
        var tensors = LayerTensors.Of(model.Network, model.Parameters).Cast<Tensor<float>>().ToArray();
        for (var layer = 0; layer < model.Network.LayerCount; layer++)
        {
            value = graph.Add("Gemm", [value, graph.AddTensor(tensors[2 * layer]), graph.AddTensor(tensors[2 * layer + 1])], ("transB", 1));
            value = Activate(graph, model.Network.ActivationOf(layer), value);
        }

        graph.AddOutput("output", value, model.Network.OutputWidth);
        var proto = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = producer,
            Graph = graph.Message,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = OpsetVersion } },
        };
        foreach (var (key, text) in Metadata(model))
            proto.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = text });
        return proto;
    }

    /// <summary>Adds the scaling that was applied to features before training.</summary>
    private static string Scale(OnnxGraph graph, DatasetDescription? dataset, string value)
    {
        if (dataset?.ImageSize is not null)
            return graph.Add("Div", [value, graph.AddNumber("scale", byte.MaxValue)]);
        if (dataset is null || dataset.Scaling.Count == 0)
            return value;
        // In double precision, as in training: with a mean far from 0, float would lose many digits.
        var exact = graph.Cast(value, TensorProto.Types.DataType.Double);
        var mean = graph.AddVector("mean", [.. dataset.Scaling.Select(column => column.Mean)]);
        var centred = graph.Add("Sub", [exact, mean]);
        var deviation = graph.AddVector("deviation", [.. dataset.Scaling.Select(column => column.StandardDeviation)]);
        var scaled = graph.Add("Div", [centred, deviation]);
        return graph.Cast(scaled, TensorProto.Types.DataType.Float);
    }

    private static string Activate(OnnxGraph graph, Activation activation, string value) => activation switch
    {
        Activation.Sigmoid => graph.Add("Sigmoid", [value]),
        Activation.Tanh => graph.Add("Tanh", [value]),
        Activation.Relu => graph.Add("Relu", [value]),
        Activation.Softplus => graph.Add("Softplus", [value]),
        Activation.Softmax => graph.Add("Softmax", [value], ("axis", -1)),
        Activation.Identity => value,
        Activation.Heaviside => graph.Cast(
            graph.Add("GreaterOrEqual", [value, graph.AddNumber("threshold", 0)]), TensorProto.Types.DataType.Float),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, null),
    };

    private static IEnumerable<(string Key, string Text)> Metadata(TrainedModel model)
    {
        yield return ("weightsSha256", WeightsHash.Of(model.Parameters));
        if (model.Dataset is not { } dataset)
            yield break;
        yield return ("dataset", dataset.Name);
        if (dataset.ImageSize is var (rows, columns))
            yield return ("image", FormattableString.Invariant($"{rows} rows of {columns} pixels from 0 (background) to 255"));
        if (dataset.Scaling.Count > 0)
            yield return ("columns", JsonFormat.Text(dataset.Scaling.Select(column => column.Column)));
        if (dataset.ClassNames.Count > 0)
            yield return ("classes", JsonFormat.Text(dataset.ClassNames));
    }
}
