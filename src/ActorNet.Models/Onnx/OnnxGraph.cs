using System.Buffers.Binary;
using ActorNet.Models.Safetensors;
using Google.Protobuf;

namespace ActorNet.Models.Onnx;

/// <summary>
/// Builds a graph of ONNX operators; each value is named after the operator that computes it. Methods that add a value return its name.
/// </summary>
internal sealed class OnnxGraph(string name)
{
    private const string Samples = "samples";

    public GraphProto Message { get; } = new() { Name = name };

    /// <summary>Adds an input [samples, width] of float32.</summary>
    public string AddInput(string name, int width)
    {
        Message.Input.Add(Matrix(name, width));
        return name;
    }

    /// <summary>Declares a value [samples, width] of float32 as an output.</summary>
    public void AddOutput(string name, string value, int width)
    {
        Message.Node.Add(new NodeProto { OpType = "Identity", Name = name, Input = { value }, Output = { name } });
        Message.Output.Add(Matrix(name, width));
    }

    public string AddTensor(Tensor<float> tensor)
    {
        var bytes = new byte[tensor.Length * sizeof(float)];
        for (var i = 0; i < tensor.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), tensor.Data.Span[i]);
        return AddConstant(tensor.Name, tensor.Shape, TensorProto.Types.DataType.Float, bytes);
    }

    /// <summary>Adds a scalar constant of float32, once per name.</summary>
    public string AddNumber(string name, float value) =>
        Message.Initializer.Any(constant => constant.Name == name) ? name : AddTensor(new Tensor<float>(name, [], new[] { value }));

    public string AddVector(string name, double[] values)
    {
        var bytes = new byte[values.Length * sizeof(double)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), values[i]);
        return AddConstant(name, [values.Length], TensorProto.Types.DataType.Double, bytes);
    }

    /// <summary>Adds an operator with one output.</summary>
    public string Add(string operation, string[] inputs, params ReadOnlySpan<(string Name, long Value)> attributes)
    {
        var output = FormattableString.Invariant($"{operation.ToLowerInvariant()}{Message.Node.Count}");
        var node = new NodeProto { OpType = operation, Name = output, Output = { output } };
        node.Input.AddRange(inputs);
        foreach (var (attribute, value) in attributes)
            node.Attribute.Add(new AttributeProto { Name = attribute, I = value, Type = AttributeProto.Types.AttributeType.Int });
        Message.Node.Add(node);
        return output;
    }

    public string Cast(string value, TensorProto.Types.DataType type) => Add("Cast", [value], ("to", (long)type));

    private string AddConstant(string name, IReadOnlyList<int> shape, TensorProto.Types.DataType type, byte[] bytes)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        tensor.Dims.AddRange(shape.Select(extent => (long)extent));
        Message.Initializer.Add(tensor);
        return name;
    }

    private static ValueInfoProto Matrix(string name, int width) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = (int)TensorProto.Types.DataType.Float,
                Shape = new TensorShapeProto
                {
                    Dim =
                    {
                        new TensorShapeProto.Types.Dimension { DimParam = Samples },
                        new TensorShapeProto.Types.Dimension { DimValue = width },
                    },
                },
            },
        },
    };
}
