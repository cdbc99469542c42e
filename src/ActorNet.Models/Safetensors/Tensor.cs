namespace ActorNet.Models.Safetensors;

/// <summary>A named row-major tensor; <see cref="Tensor{T}"/> has the elements.</summary>
/// <param name="Name">The name, unique in the file, such as "layers.0.weight".</param>
/// <param name="Shape">Dimension lengths, outermost first; empty for a scalar.</param>
internal abstract record Tensor(string Name, IReadOnlyList<int> Shape)
{
    public abstract TensorType Type { get; }

    public abstract int Length { get; }
}

internal sealed record Tensor<T>(string Name, IReadOnlyList<int> Shape, ReadOnlyMemory<T> Data) : Tensor(Name, Shape)
    where T : unmanaged
{
    public override TensorType Type { get; } = TensorTypes.Of<T>();

    public override int Length => Data.Length;
}
