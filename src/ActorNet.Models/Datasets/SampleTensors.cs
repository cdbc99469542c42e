using System.Runtime.InteropServices;
using ActorNet.Learning.Samples;
using ActorNet.Models.Safetensors;

namespace ActorNet.Models.Datasets;

/// <summary>Converts a sample set to and from two tensors: "SET.pixels" or "SET.features", and "SET.labels" or "SET.targets".</summary>
internal static class SampleTensors
{
    public const int PerSet = 2;

    /// <summary>Returns a set's tensors; they share its memory.</summary>
    public static IEnumerable<Tensor> Of(string set, SampleSet samples)
    {
        yield return samples.Pixels is { } pixels
            ? new Tensor<byte>($"{set}.pixels", [samples.Count, samples.FeatureCount], pixels)
            : new Tensor<float>($"{set}.features", [samples.Count, samples.FeatureCount], samples.Features!.Value);
        yield return samples.Labels is { } labels
            ? new Tensor<int>($"{set}.labels", [samples.Count], labels)
            : new Tensor<float>($"{set}.targets", [samples.Count, samples.OutputCount], samples.Targets!.Value);
    }

    /// <summary>Reads a set from an archive.</summary>
    /// <exception cref="InvalidInputException">A tensor is missing or inconsistent with the others.</exception>
    public static SampleSet Read(string set, int outputs, SafetensorsFile file, string path)
    {
        if (file.Find($"{set}.pixels") is not null)
        {
            var pixels = Matrix<byte>($"{set}.pixels", file, path);
            return SampleSet.FromImages(ArrayOf(pixels), pixels.Shape[1], Labels(set, pixels.Shape[0], outputs, file, path), outputs);
        }

        var features = Matrix<float>($"{set}.features", file, path);
        if (file.Find($"{set}.labels") is not null)
        {
            var labels = Labels(set, features.Shape[0], outputs, file, path);
            return SampleSet.FromClasses(ArrayOf(features), features.Shape[1], labels, outputs);
        }

        var targets = Matrix<float>($"{set}.targets", file, path);
        return targets.Shape[0] == features.Shape[0] && targets.Shape[1] == outputs
            ? SampleSet.FromValues(ArrayOf(features), features.Shape[1], ArrayOf(targets), outputs)
            : throw WrongShape(targets, $"[{features.Shape[0]}, {outputs}]", path);
    }

    private static Tensor<T> Matrix<T>(string name, SafetensorsFile file, string path) where T : unmanaged
    {
        var tensor = file.Find<T>(name, path);
        return tensor.Shape.Count == 2 && tensor.Shape[1] > 0 ? tensor : throw WrongShape(tensor, "[samples, width]", path);
    }

    private static int[] Labels(string set, int count, int classes, SafetensorsFile file, string path)
    {
        var tensor = file.Find<int>($"{set}.labels", path);
        if (tensor.Shape.Count != 1 || tensor.Shape[0] != count)
            throw WrongShape(tensor, $"[{count}]", path);
        if (classes < 1 || tensor.Data.Span.IndexOfAnyExceptInRange(0, classes - 1) >= 0)
            throw InvalidInputException.Of($"File '{path}'", $"is damaged: a label of '{tensor.Name}' is none of {classes} classes");
        return ArrayOf(tensor);
    }

    /// <summary>Returns the tensor's array without a copy, for the sample set to own.</summary>
    private static T[] ArrayOf<T>(Tensor<T> tensor) where T : unmanaged =>
        MemoryMarshal.TryGetArray(tensor.Data, out var segment) && segment.Array is { } array && array.Length == segment.Count
            ? array
            : tensor.Data.ToArray();

    private static InvalidInputException WrongShape(Tensor tensor, string expected, string path) => InvalidInputException.Of(
        $"File '{path}'", $"has tensor '{tensor.Name}' of shape [{string.Join(", ", tensor.Shape)}]", $"{expected} is expected");
}
