using ActorNet.Learning.Networks;
using ActorNet.Models.Safetensors;

namespace ActorNet.Models.Trained;

/// <summary>
/// Converts a network's parameters to and from tensors in the layout of PyTorch's torch.nn.Linear: "layers.N.weight"
/// [out, in] and "layers.N.bias" [out], N from 0. ActorNet's weights are [in, out], so they are transposed.
/// </summary>
internal static class LayerTensors
{
    // The side of a square block of floats that fits in the L1 cache during the transposition.
    private const int Block = 32;

    /// <summary>Returns the parameters as tensors, layer by layer.</summary>
    public static IEnumerable<Tensor> Of(NetworkSpec network, ReadOnlyMemory<float> parameters)
    {
        var layers = ParameterLayout.Of(network).Layers.ToArray();
        for (var i = 0; i < layers.Length; i++)
        {
            var layer = layers[i];
            var weights = new float[layer.WeightCount];
            Transpose(parameters.Span.Slice(layer.WeightOffset, layer.WeightCount), layer.Inputs, layer.Outputs, weights);
            yield return new Tensor<float>(WeightOf(NameOf(i)), [layer.Outputs, layer.Inputs], weights);
            yield return new Tensor<float>(BiasOf(NameOf(i)), [layer.Outputs], parameters.Slice(layer.BiasOffset, layer.Outputs));
        }
    }

    /// <summary>
    /// Reads the parameter vector in <see cref="ParameterLayout"/> from a file's tensors. <paramref name="names"/> are the layers'
    /// prefixes; null for "layers.N".
    /// </summary>
    /// <exception cref="InvalidInputException">A tensor is missing or its shape does not match the network.</exception>
    public static float[] ToParameters(NetworkSpec network, SafetensorsFile file, string path, IReadOnlyList<string>? names = null)
    {
        var layout = ParameterLayout.Of(network);
        var parameters = new float[layout.ParameterCount];
        for (var i = 0; i < layout.Layers.Length; i++)
        {
            var layer = layout.Layers[i];
            var name = names?[i] ?? NameOf(i);
            Transpose(
                Find(file, WeightOf(name), path, layer.Outputs, layer.Inputs), layer.Outputs, layer.Inputs,
                parameters.AsSpan(layer.WeightOffset, layer.WeightCount));
            Find(file, BiasOf(name), path, layer.Outputs).CopyTo(parameters.AsSpan(layer.BiasOffset, layer.Outputs));
        }

        return parameters;
    }

    /// <summary>Returns the elements of a tensor with this name and shape.</summary>
    /// <exception cref="InvalidInputException">The tensor is missing or has another type or shape.</exception>
    public static ReadOnlySpan<float> Find(SafetensorsFile file, string name, string path, params int[] shape)
    {
        var tensor = file.Find<float>(name, path);
        return tensor.Shape.SequenceEqual(shape)
            ? tensor.Data.Span
            : throw InvalidInputException.Of(
                $"File '{path}'", $"has tensor '{name}' of shape [{string.Join(", ", tensor.Shape)}]",
                $"[{string.Join(", ", shape)}] is expected");
    }

    private static string NameOf(int layer) => $"layers.{layer}";

    private static string WeightOf(string layer) => $"{layer}.weight";

    private static string BiasOf(string layer) => $"{layer}.bias";

    /// <summary>Writes source [rows, columns] to destination [columns, rows].</summary>
    private static void Transpose(ReadOnlySpan<float> source, int rows, int columns, Span<float> destination)
    {
        for (var rowBlock = 0; rowBlock < rows; rowBlock += Block)
            for (var columnBlock = 0; columnBlock < columns; columnBlock += Block)
                for (var row = rowBlock; row < Math.Min(rowBlock + Block, rows); row++)
                    for (var column = columnBlock; column < Math.Min(columnBlock + Block, columns); column++)
                        destination[column * rows + row] = source[row * columns + column];
    }
}
