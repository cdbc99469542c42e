namespace ActorNet.Models.Safetensors;

/// <summary>A named array of numbers with a shape, row-major; <see cref="Tensor{T}"/> has the elements.</summary>
/// <param name="Name">The tensor's name, unique in its file, such as "layers.0.weight".</param>
/// <param name="Shape">The extent of each dimension, outermost first; empty for a single number.</param>
internal abstract record Tensor(string Name, IReadOnlyList<int> Shape)
{
    /// <summary>The type of the elements.</summary>
    public abstract TensorType Type { get; }

    /// <summary>The number of elements.</summary>
    public abstract int Length { get; }
}

/// <summary>A tensor and its elements.</summary>
/// <typeparam name="T">float, byte or int.</typeparam>
/// <param name="Name">The tensor's name, unique in its file.</param>
/// <param name="Shape">The extent of each dimension, outermost first; empty for a single number.</param>
/// <param name="Data">The elements; as many as the product of the extents.</param>
internal sealed record Tensor<T>(string Name, IReadOnlyList<int> Shape, ReadOnlyMemory<T> Data) : Tensor(Name, Shape)
    where T : unmanaged
{
    /// <inheritdoc/>
    public override TensorType Type { get; } = TensorTypes.Of<T>();

    /// <inheritdoc/>
    public override int Length => Data.Length;
}
