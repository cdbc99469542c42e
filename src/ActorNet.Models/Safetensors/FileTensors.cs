using ActorNet.Learning;

namespace ActorNet.Models.Safetensors;

/// <summary>Validated access to a safetensors file's tensors; every error names the file.</summary>
internal static class FileTensors
{
    /// <exception cref="InvalidInputException">The tensor is missing or has another element type.</exception>
    public static Tensor<T> Find<T>(SafetensorsFile file, string name, string path) where T : unmanaged => file.Find(name) switch
    {
        Tensor<T> tensor => tensor,
        null => throw InvalidInputException.Of($"File '{path}'", $"lacks the tensor '{name}'"),
        var other => throw InvalidInputException.Of(
            $"File '{path}'", $"has tensor '{name}' of dtype {other.Type}", $"{TensorTypes.Of<T>()} is expected"),
    };
}
