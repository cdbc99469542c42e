using ActorNet.Learning;

namespace ActorNet.Models.Safetensors;

/// <summary>The tensors of one of our safetensors files, found with checks; every error names the file.</summary>
internal static class FileTensors
{
    /// <summary>The tensor of this name.</summary>
    /// <exception cref="InvalidInputException">There is none, or its elements are of another type.</exception>
    public static Tensor<T> Find<T>(SafetensorsFile file, string name, string path) where T : unmanaged => file.Find(name) switch
    {
        Tensor<T> tensor => tensor,
        null => throw InvalidInputException.Of($"File '{path}'", $"lacks the tensor '{name}'"),
        var other => throw InvalidInputException.Of(
            $"File '{path}'", $"has tensor '{name}' of dtype {other.Type}", $"{TensorTypes.Of<T>()} is expected"),
    };
}
