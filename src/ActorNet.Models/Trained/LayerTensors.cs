using ActorNet.Learning;
using ActorNet.Learning.Networks;
using ActorNet.Models.Safetensors;

namespace ActorNet.Models.Trained;

/// <summary>
/// A network's parameters as tensors named and laid out as PyTorch's torch.nn.Linear has them: "layers.N.weight" [out, in]
/// and "layers.N.bias" [out], N from 0. Ours are [in, out], so weights are transposed on the way.
/// </summary>
internal static class LayerTensors
{
    // A square of floats that stays in the first-level cache while rows become columns.
    private const int Block = 32;

    /// <summary>The tensors of <paramref name="parameters"/>, layer by layer.</summary>
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

    /// <summary>The parameter vector in <see cref="ParameterLayout"/> from the tensors of a file.</summary>
    /// <param name="network">The network.</param>
    /// <param name="file">The file's content.</param>
    /// <param name="path">What error sentences call it.</param>
    /// <param name="names">What each layer's tensors begin with; null is "layers.N".</param>
    /// <exception cref="InvalidInputException">A tensor is missing or has another shape than the network's.</exception>
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

    /// <summary>The elements of the tensor of this name and shape.</summary>
    /// <exception cref="InvalidInputException">There is none of this name, or it has another type or shape.</exception>
    public static ReadOnlySpan<float> Find(SafetensorsFile file, string name, string path, params int[] shape)
    {
        var tensor = FileTensors.Find<float>(file, name, path);
        return tensor.Shape.SequenceEqual(shape)
            ? tensor.Data.Span
            : throw InvalidInputException.Of(
                $"File '{path}'", $"has tensor '{name}' of shape [{string.Join(", ", tensor.Shape)}]", $"[{string.Join(", ", shape)}] is expected");
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
